package io.github.trunnion.bridge;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;

/** Waits on the calling thread for a future of an executor: in place, or for a task. */
final class Awaiting {
    private final BridgeExecutor executor;
    private final CarrierGroup group;
    private final Placement placement;

    Awaiting(BridgeExecutor executor, CarrierGroup group, Placement placement) {
        this.executor = executor;
        this.group = group;
        this.placement = placement;
    }

    <T extends @Nullable Object> T await(PollFuture<? extends T> future)
            throws InterruptedException, ExecutionException {
        CarriedThread carried = CarriedThread.current();
        if (carried == null || carried.loop() != null) {
            LoopThread.requireBlockingAllowed("BridgeExecutor.await");
        }
        Carrier carrier = inPlace(carried);
        if (carried != null && carrier != null) {
            if (carrier.isCancelling()) {
                throw refused(future);
            }
            return InPlaceAwait.<T>await(carried, carrier, future);
        }
        return this.<T>spawnAndWait(future);
    }

    /** Whether the calling thread polls itself. */
    boolean isInPlace() {
        return inPlace(CarriedThread.current()) != null;
    }

    /** The carrier on which the thread polls itself, or null. */
    private @Nullable Carrier inPlace(@Nullable CarriedThread carried) {
        Carrier carrier = carried == null ? null : carried.mountedOn();
        return carrier != null && carrier.executor() == executor && BackEnd.canPin()
                ? carrier
                : null;
    }

    private <T extends @Nullable Object> T spawnAndWait(PollFuture<? extends T> future)
            throws InterruptedException, ExecutionException {
        if (!group.isOpen() && !(group.isRunning() && BridgeExecutor.current() == executor)) {
            throw refused(future);
        }
        TaskFuture<T> task = placement.<T>start(future);
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            if (task.cancel(true)) {
                throw new InterruptedException("Interrupted while waiting for " + Label.of(future));
            }
            Thread.currentThread().interrupt();
            return task.get(); // done: it does not wait
        }
    }

    private BridgeClosedException refused(PollFuture<?> future) {
        BridgeClosedException closed =
                new BridgeClosedException(
                        Label.of(future) + " was awaited on the closed " + executor);
        try {
            future.cancel(); // it has had no other owner (F7)
        } catch (Throwable thrown) {
            closed.addSuppressed(thrown);
        }
        return closed;
    }
}
