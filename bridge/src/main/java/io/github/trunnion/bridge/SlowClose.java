package io.github.trunnion.bridge;

import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One close that waits for carriers, and says once what for if that takes long. */
final class SlowClose {
    static final long AFTER = TimeUnit.SECONDS.toNanos(10);

    private final CarrierGroup group;
    private final long after;
    private final Consumer<String> log;
    private final long start = System.nanoTime();
    private boolean said;

    SlowClose(CarrierGroup group, long after, Consumer<String> log) {
        this.group = group;
        this.after = after;
        this.log = log;
    }

    /** Waits for at most the given time; false if the thread is alive then. */
    boolean join(Thread loop, long nanos) throws InterruptedException {
        long begun = System.nanoTime();
        if (!said) {
            long quiet = Math.max(0, after - (begun - start));
            if (quiet < nanos) {
                if (LoopJoin.join(loop, Duration.ofNanos(quiet))) {
                    return true;
                }
                said = true;
                say();
            }
        }
        long left = nanos - (System.nanoTime() - begun);
        return LoopJoin.join(loop, Duration.ofNanos(Math.max(0, left)));
    }

    /** Close goes on also if the log is broken. */
    private void say() {
        try {
            log.accept(text());
        } catch (Throwable broken) {
            LastResort.report(broken);
        }
    }

    private String text() {
        int live = 0;
        for (int i = 0; i < group.size(); i++) {
            live += group.carrier(i).live().size(); // of another thread: stale at worst
        }
        return group.executor()
                + " is being closed and still waits: live tasks and awaits: "
                + live
                + ", virtual threads started and not ended: "
                + group.threads()
                + ". Its dump() tells what they wait for; close(Duration), or an interrupt of the"
                + " thread that closes, cancels them.";
    }

    static void log(String text) {
        LoggerFactory.getLogger(BridgeExecutor.class).warn("{}", text);
    }
}
