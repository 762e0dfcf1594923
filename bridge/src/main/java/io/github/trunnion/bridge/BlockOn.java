package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;

/**
 * Runs a future on the calling thread: an async main.
 *
 * <p>While it runs the thread is a carrier of its own. It parks in whatever reactor the future
 * brings, so it can run any future without knowing where that comes from.
 *
 * <pre>{@code
 * String greeting = BlockOn.run(PollFutures.map(PollFutures.sleep(ONE_SECOND), x -> "hello"));
 * }</pre>
 *
 * <p>Source of the idea: {@code block_on} of Rust, and "Context reactor hook" by Justin Karneges.
 */
public final class BlockOn {
    private BlockOn() {}

    /**
     * Runs the future until it is done.
     *
     * <p>Tasks that the future spawns with {@link BridgeExecutor#spawnHere} run on the same thread
     * meanwhile; those that are not done when the future is are cancelled. A channel that was bound
     * to this call is free again when it returns (E12).
     *
     * <p>On a virtual thread a reactor that cannot park there is refused; channels of this library
     * then wait in a reactor with a thread of its own. Their {@link SelectorReactor} can park there
     * on JDK 24 and later, on Linux and macOS.
     *
     * @param future the future
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted while the future is pending; the
     *     future has been cancelled (E11). If the future is done all the same its result counts,
     *     and the interrupt flag stays set.
     * @throws BlockingNotAllowedException on a loop thread (E7)
     * @throws Exception the failure of the future, as it is
     */
    public static <T extends @Nullable Object> T run(PollFuture<? extends T> future)
            throws Exception {
        requireNonNull(future, "future");
        requireBlockingAllowed("BlockOn.run");
        Dispatcher.start(); // here, where it may fail, and not in the loop
        return new BlockingContext().run(future);
    }

    /**
     * Refuses to block a loop thread (E7); for adapters that are about to block the calling thread.
     *
     * @param operation what would block, for the message
     * @throws BlockingNotAllowedException if this thread runs a carrier's loop
     */
    public static void requireBlockingAllowed(String operation) {
        requireNonNull(operation, "operation");
        LoopThread.requireBlockingAllowed(operation);
    }

    /**
     * Whether the calling thread may block: it runs no carrier's loop.
     *
     * @return false where {@link #requireBlockingAllowed} throws
     */
    public static boolean isBlockingAllowed() {
        return !LoopThread.isCurrent();
    }

    /** The context of one call. */
    private static final class BlockingContext implements CarrierOwner {
        private final Carrier carrier =
                new Carrier(
                        this,
                        Thread.currentThread(),
                        BridgeClock.system(),
                        BridgeExecutor.DIAGNOSTICS);
        private @Nullable TaskResult<?> main;
        private boolean interrupted;

        <T extends @Nullable Object> T run(PollFuture<? extends T> future) throws Exception {
            TaskResult<T> result = PollTask.start(future, carrier);
            main = result;
            carrier.loop();
            if (interrupted) {
                throw new InterruptedException(
                        "interrupted while " + Label.of(future) + " was pending");
            }
            try {
                return result.get();
            } catch (ExecutionException failed) {
                throw BlockOn.<RuntimeException>sneaky(failed.getCause());
            }
        }

        @Override
        public boolean isEnding() {
            return main == null || main.isDone();
        }

        @Override
        public boolean isCancelling() {
            return isEnding();
        }

        @Override
        public void broken() {}

        @Override
        public void interrupted(Thread thread) {
            if (main != null && !main.isDone() && Thread.interrupted()) {
                interrupted = true;
                main.cancel(true);
            }
        }

        @Override
        public String description() {
            return "BlockOn.run on " + Label.of(carrier.thread());
        }

        @Override
        public void report(Throwable thrown) {
            Thread thread = carrier.thread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        }

        @Override
        public @Nullable BridgeExecutor executor() {
            return null;
        }
    }

    /** Throws whatever it is: a future may fail with any throwable. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> RuntimeException sneaky(@Nullable Throwable failure)
            throws X {
        throw (X) requireNonNull(failure);
    }
}
