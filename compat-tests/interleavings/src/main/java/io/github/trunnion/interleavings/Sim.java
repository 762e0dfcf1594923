package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What scenarios call; on simulated threads only. */
public final class Sim {
    private Sim() {}

    /** What a simulated thread does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs.
         *
         * @throws Exception the run fails then
         */
        void run() throws Exception;
    }

    private static SimThread self() {
        SimThread self = Schedule.self();
        if (self == null) {
            throw new IllegalStateException("Sim is for simulated threads.");
        }
        return self;
    }

    /**
     * Starts a simulated thread.
     *
     * @param name its name
     * @param body what it does
     * @return the thread, to be interrupted or joined
     */
    public static Thread start(String name, Body body) {
        Run run = self().run;
        Runnable target = () -> runBody(body);
        Thread thread = run.newThread(name, target);
        run.add(thread, target);
        return thread;
    }

    private static void runBody(Body body) {
        try {
            body.run();
        } catch (Exception thrown) {
            self().run.fail("the body of a thread threw " + thrown, thrown);
        }
    }

    /**
     * Makes carrier threads: simulated when they are started, and the run lasts until they end.
     *
     * @return the factory
     */
    public static ThreadFactory carriers() {
        Run run = self().run;
        int[] made = {0};
        return loop -> run.newThread("carrier-" + made[0]++, loop);
    }

    /** Ends the run as a failure unless a condition holds. */
    public static void check(boolean holds, String what) {
        if (!holds) {
            fail("it does not hold that " + what);
        }
    }

    /** Ends the run as a failure unless two values are equal. */
    public static void equal(@Nullable Object actual, @Nullable Object expected, String what) {
        if (!Objects.equals(actual, expected)) {
            fail(what + ": " + actual + ", expected: " + expected);
        }
    }

    /** Ends the run as a failure. */
    public static void fail(String what) {
        self().run.fail(what, new Throwable("here"));
    }

    /** Takes what reaches an uncaught exception handler, in place of failing. */
    public static void onUncaught(Consumer<Throwable> handler) {
        self().run.onUncaught(handler);
    }

    /** The handler of this run, for executors. */
    public static Thread.UncaughtExceptionHandler handler() {
        Run run = self().run;
        return (thread, thrown) -> run.uncaught(thrown);
    }

    /** A number that the seed chooses, from 0 on. */
    public static int below(int bound) {
        return self().run.below(bound);
    }

    /** Something that the seed decides. */
    public static boolean maybe() {
        return below(2) == 0;
    }

    /** A step of its own. */
    public static void pause() {
        Schedule.read(Sites.PAUSE);
    }

    /** Whether an unpark has left a thread a permit; not that of an interrupt alone. */
    public static boolean hasPermit(Thread thread) {
        SimThread asked = self().run.find(thread);
        return asked != null && asked.permit && asked.unparked;
    }

    /** Gives the continuation of a virtual thread to its scheduler once more, for no reason. */
    public static void runForNothing(Thread thread) {
        SimVirtual virtual = VirtualThreads.of(thread);
        if (virtual != null) {
            virtual.submitForNothing();
        }
    }

    /** Waits until no other thread goes on by itself and no deadline is left. */
    public static void quiet() {
        SimThread self = self();
        self.run.quiet(self);
    }

    /** Waits until something holds; for what real code would use a latch for. */
    public static void await(BooleanSupplier condition) {
        await(condition, Long.MAX_VALUE);
    }

    /**
     * Waits until something holds or the time is over.
     *
     * @return whether it holds
     */
    public static boolean await(BooleanSupplier condition, long nanos) {
        SimThread self = self();
        return self.run.await(self, condition, nanos);
    }

    /** The simulated time. */
    public static long nanoTime() {
        return self().run.now();
    }

    /** Puts a line into the trace. */
    public static void note(String text) {
        self().run.note(text);
    }
}
