package io.github.trunnion.junit;

import io.github.trunnion.loom.AwaitGuard;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** See {@link StrictBlocking}. */
final class StrictBlockingExtension implements BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        HeldRegistration.hold(context, getClass(), AwaitGuard::enforceStrict);
    }
}
