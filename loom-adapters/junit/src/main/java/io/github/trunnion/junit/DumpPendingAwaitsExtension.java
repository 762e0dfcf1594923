package io.github.trunnion.junit;

import io.github.trunnion.loom.Awaits;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/** See {@link DumpPendingAwaits}; public for JUnit's automatic detection only. */
public final class DumpPendingAwaitsExtension implements BeforeEachCallback, PreInterruptCallback {

    /** Made by JUnit. */
    public DumpPendingAwaitsExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        HeldRegistration.hold(context, getClass(), Awaits::startRecording);
    }

    @Override
    public void beforeThreadInterrupt(
            PreInterruptContext interrupted, ExtensionContext extensionContext) {
        System.err.println(
                extensionContext.getDisplayName()
                        + " has timed out on "
                        + interrupted.getThreadToInterrupt()
                        + ". "
                        + Awaits.dump());
    }
}
