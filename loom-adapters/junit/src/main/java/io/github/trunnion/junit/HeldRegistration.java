package io.github.trunnion.junit;

import io.github.trunnion.futures.Registration;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import java.util.function.Supplier;

/** A registration that ends with the test, however that ends. */
final class HeldRegistration {
    private HeldRegistration() {}

    /** The store of the test closes it. An extension that is there twice holds one. */
    static void hold(
            ExtensionContext context, Class<?> extension, Supplier<Registration> registration) {
        context.getStore(Namespace.create(extension))
                .computeIfAbsent("registration", key -> (AutoCloseable) registration.get());
    }
}
