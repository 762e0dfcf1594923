package io.github.trunnion.junit;

import io.github.trunnion.loom.Awaits;
import io.github.trunnion.loom.PendingAwait;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** See {@link NoPendingAwaits}. */
final class NoPendingAwaitsExtension implements BeforeEachCallback, AfterEachCallback {
    private static final long LOOK_EVERY_NANOS = 5_000_000;

    /** What was pending before the test. */
    private record Before(Set<PendingAwait> pending) {}

    @Override
    public void beforeEach(ExtensionContext context) {
        HeldRegistration.hold(context, getClass(), Awaits::startRecording);
        store(context).put("before", new Before(new HashSet<>(Awaits.pending())));
    }

    private ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(getClass()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        @Nullable Before before = store(context).get("before", Before.class);
        if (before == null) {
            return;
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis(context));
        List<PendingAwait> left = left(before);
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS); // nothing tells when an await of another ends
            left = left(before);
        }
        if (!left.isEmpty()) {
            throw new AssertionError(
                    "Awaits that began in the test are pending after it. End them: complete or"
                            + " cancel the source, or interrupt and join the thread."
                            + left.stream()
                                    .map(await -> System.lineSeparator() + "  " + await)
                                    .collect(Collectors.joining()));
        }
    }

    private static List<PendingAwait> left(Before before) {
        return Awaits.pending().stream()
                .filter(await -> !before.pending().contains(await))
                .toList();
    }

    private static long graceMillis(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NoPendingAwaits.class)
                .or(
                        () ->
                                AnnotationSupport.findAnnotation(
                                        context.getTestClass(), NoPendingAwaits.class))
                .map(NoPendingAwaits::graceMillis)
                .orElse(0L);
    }
}
