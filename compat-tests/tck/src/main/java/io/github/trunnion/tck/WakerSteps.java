package io.github.trunnion.tck;

import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The steps that the rules of wakers are made of. */
abstract class WakerSteps extends Verification {
    WakerSteps() {}

    /**
     * Makes what hands out the wakers; each rule has one of its own, which it closes.
     *
     * @return the owner
     * @throws Exception fails the test
     */
    protected abstract FutureOwner createOwner() throws Exception;

    /** What a rule does with an owner. */
    @FunctionalInterface
    interface WithOwner {
        void run(FutureOwner owner) throws Exception;
    }

    final void withOwner(String rule, WithOwner run) throws Exception {
        Watched.call(
                rule,
                patience().multipliedBy(3),
                () -> {
                    FutureOwner owner = createOwner();
                    try {
                        run.run(owner);
                    } finally {
                        closeElsewhere(owner);
                    }
                    return null;
                });
    }

    /** The verdict does not wait for an owner that a broken waker keeps from closing. */
    private void closeElsewhere(FutureOwner owner) throws Exception {
        FutureTask<Boolean> close =
                new FutureTask<>(
                        () -> {
                            owner.close();
                            return true;
                        });
        Thread.ofPlatform().daemon().name("tck-close").start(close);
        try {
            close.get(patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ignored) {
            // how owners close is for other verifications to check
        }
    }

    /** Starts a probe and waits for its first poll. */
    final WakerProbe startPending(FutureOwner owner, WakerProbe probe) throws Exception {
        owner.start(probe);
        awaitPolls("F2", probe, 1, "it was started");
        return probe;
    }

    /** Waits for a poll that a rule demands. */
    final void awaitPolls(String rule, WakerProbe probe, int polls, String after) {
        require(
                probe.await(() -> probe.polls() >= polls, patience()),
                rule,
                "the future was not polled within " + patience() + " after " + after + ".");
    }

    static void wake(Waker waker, String where) {
        mustNotThrow(
                "W1",
                "wake() " + where,
                () ->
                        Watched.<@Nullable Object>during(
                                "W1",
                                "wake() " + where + " has not returned",
                                () -> {
                                    waker.wake();
                                    return null;
                                }));
    }

    /** Ends the probe by a wake, which shows that everything before is over. */
    final void end(WakerProbe probe) {
        probe.endWith(null);
        wake(probe.waker(), "before the end");
        require(
                probe.await(probe::hasEnded, patience()),
                "W3",
                "a wake did not lead to a poll within " + patience() + ".");
    }

    /** Runs on a thread of the given kind and waits for the end. */
    final void on(Thread.Builder kind, String rule, Callable<?> call) throws Exception {
        FutureTask<?> task = new FutureTask<>(call);
        Thread thread = kind.start(task);
        try {
            task.get(patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            Throwable where = new Throwable("stack of " + thread);
            where.setStackTrace(thread.getStackTrace());
            throw new AssertionError(
                    rule + ": wake() has not returned after " + patience() + " on " + thread,
                    where);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw e;
        }
    }
}
