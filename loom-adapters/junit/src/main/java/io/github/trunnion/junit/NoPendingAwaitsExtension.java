package io.github.trunnion.junit;

import io.github.trunnion.loom.Awaits;
import io.github.trunnion.loom.PendingAwait;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** See {@link NoPendingAwaits}. */
final class NoPendingAwaitsExtension implements BeforeEachCallback, AfterEachCallback {
    private static final long LOOK_EVERY_NANOS = 5_000_000;
    private static final long DEFAULT_GRACE_MILLIS = 1_000;

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
        List<PendingAwait> left = waitUntilEnded(left(before), graceMillis(context));
        if (!left.isEmpty()) {
            throw new AssertionError(
                    "Awaits that began in the test are pending after it. End them: complete or"
                            + " cancel the source, or interrupt and join the thread."
                            + left.stream()
                                    .map(await -> System.lineSeparator() + "  " + await)
                                    .collect(Collectors.joining()));
        }
    }

    /** Only what has begun in the test: another test that runs beside it may begin more. */
    private static List<PendingAwait> waitUntilEnded(List<PendingAwait> begun, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<PendingAwait> left = begun;
        boolean interrupted = Thread.interrupted(); // else each look would be the next at once
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS); // nothing tells when an await of another ends
            interrupted |= Thread.interrupted();
            left = new ArrayList<>(left);
            left.retainAll(Awaits.pending());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    private static List<PendingAwait> left(Before before) {
        return Awaits.pending().stream()
                .filter(await -> !before.pending().contains(await))
                .toList();
    }

    /** Of the method, its class, or the class around that from which it is inherited. */
    private static long graceMillis(ExtensionContext context) {
        for (@Nullable ExtensionContext at = context;
                at != null;
                at = at.getParent().orElse(null)) {
            var found = AnnotationSupport.findAnnotation(at.getElement(), NoPendingAwaits.class);
            if (found.isPresent()) {
                return found.get().graceMillis();
            }
        }
        return DEFAULT_GRACE_MILLIS; // registered by other means than the annotation
    }
}
