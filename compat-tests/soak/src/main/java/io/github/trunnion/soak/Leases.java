package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Leases of hooks of several kinds, closed here and elsewhere; hooks replaced; hooks that fail. */
final class Leases extends Load {
    private static final double LEASES = 1_000; // a second

    private final LongAdder hooks = new LongAdder();
    private final LongAdder closes = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder thrown = new LongAdder();
    private final LongAdder failedCalls = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder errorsReported = new LongAdder();
    private final Semaphore window = new Semaphore(4);

    Leases() {
        super("leases");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker kicker = kicker();
        drive(
                LEASES,
                driver -> {
                    window.acquire();
                    in.increment();
                    int kind = driver.random.nextInt(3);
                    int failsIn = driver.random.nextInt(6) == 0 ? driver.random.nextInt(4) : -1;
                    PollFuture<Object> future =
                            new Leasing(
                                    kind,
                                    failsIn,
                                    driver.random.nextInt(3) == 0 ? null : kicker,
                                    driver.random.nextBoolean());
                    var unused =
                            executor.spawn(future)
                                    .directCompletion()
                                    .whenComplete(
                                            (value, failure) -> {
                                                if (failure != null) {
                                                    complain("lease", failure);
                                                }
                                            });
                });
    }

    private final class Leasing implements PollFuture<Object> {
        private final int kind;
        private final int failsIn;
        private final @Nullable Kicker closer;
        private boolean lingers;

        Leasing(int kind, int failsIn, @Nullable Kicker closer, boolean lingers) {
            this.kind = kind;
            this.failsIn = failsIn;
            this.closer = closer;
            this.lingers = lingers;
        }

        @Override
        public Poll<Object> poll(Context cx) throws Exception {
            if (lingers) {
                lingers = false;
                cx.waker().wake();
                return Poll.pending();
            }
            try {
                ReactorLease<? extends Probe> lease =
                        switch (kind) {
                            case 0 ->
                                    cx.reactor()
                                            .acquire(
                                                    First.class,
                                                    host -> new First(Leases.this, host));
                            case 1 ->
                                    cx.reactor()
                                            .acquire(
                                                    Second.class,
                                                    host -> new Second(Leases.this, host));
                            default ->
                                    cx.reactor()
                                            .acquire(
                                                    Third.class,
                                                    host -> new Third(Leases.this, host));
                        };
                use(cx, lease);
            } catch (ReactorConflictException conflict) {
                conflicts.increment();
                out.increment();
                window.release();
            }
            return Poll.ready(this);
        }

        private void use(Context cx, ReactorLease<? extends Probe> lease) {
            Probe hook = lease.hook();
            if (!lease.isCurrent(cx.reactor()) || cx.reactor().held() != hook) {
                complain("a lease that is not current");
            }
            if (failsIn >= 0) {
                hook.failIn(failsIn);
            }
            Runnable close =
                    () -> {
                        try {
                            Probe unused = lease.hook();
                        } catch (ReactorFailedException failed) {
                            if (!hook.hasFailed) {
                                complain("lease", failed);
                            }
                        }
                        lease.close();
                        lease.close(); // counts once
                        out.increment();
                        window.release();
                    };
            if (closer == null) {
                close.run();
            } else {
                closer.execute(close);
            }
        }
    }

    /** A hook that sleeps on a semaphore and may throw. */
    private abstract static class Probe implements ReactorHook {
        private final Leases load;
        private final ReactorHost host;
        private final Semaphore permits = new Semaphore(0);
        private final AtomicInteger closed = new AtomicInteger();
        private int failsIn = -1; // confined to the carrier
        volatile boolean hasFailed; // set before it throws

        Probe(Leases load, ReactorHost host) {
            this.load = load;
            this.host = host;
            load.hooks.increment();
        }

        void failIn(int parks) {
            failsIn = parks;
        }

        @Override
        public int park(long nanos) throws IOException {
            if (closed.get() != 0 || Thread.currentThread() != host.thread()) {
                load.complain("park of a closed hook, or on another thread");
            }
            if (failsIn >= 0 && failsIn-- == 0) {
                load.thrown.increment();
                hasFailed = true;
                if ((load.thrown.sum() & 1) == 0) {
                    load.errors.increment();
                    throw new SoakError("planned");
                }
                throw new IOException("planned");
            }
            if (nanos > 0 && host.mayBlock()) {
                try {
                    if (nanos == Long.MAX_VALUE) {
                        permits.acquire();
                    } else {
                        boolean unused = permits.tryAcquire(nanos, TimeUnit.NANOSECONDS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            permits.drainPermits();
            return 0;
        }

        @Override
        public void unpark() {
            permits.release();
        }

        @Override
        public boolean hasInterest() {
            return true;
        }

        @Override
        public void failed(Throwable cause) {
            load.failedCalls.increment();
            if (!hasFailed) {
                load.complain("failed() without a failure", cause);
            }
        }

        @Override
        public void close() {
            load.closes.increment();
            if (closed.incrementAndGet() != 1) {
                load.complain("a hook was closed twice");
            }
        }
    }

    private static final class First extends Probe {
        First(Leases load, ReactorHost host) {
            super(load, host);
        }
    }

    private static final class Second extends Probe {
        Second(Leases load, ReactorHost host) {
            super(load, host);
        }
    }

    private static final class Third extends Probe {
        Third(Leases load, ReactorHost host) {
            super(load, host);
        }
    }

    @Override
    void uncaught(Throwable uncaught) {
        if (uncaught instanceof SoakError) {
            errorsReported.increment();
        } else {
            super.uncaught(uncaught);
        }
    }

    @Override
    List<Check> books() {
        return List.of(
                Check.equal(name(), "hooks made = closed", hooks.sum(), closes.sum()),
                Check.equal(name(), "throws of park = failed()", thrown.sum(), failedCalls.sum()),
                Check.equal(
                        name(), "errors thrown = reported", errors.sum(), errorsReported.sum()));
    }

    @Override
    List<Check> coverage() {
        return List.of(
                new Check(
                        name(),
                        "there were conflicts and failures",
                        conflicts.sum() > 0 && thrown.sum() > 0,
                        conflicts + " conflicts, " + thrown + " failures, " + hooks + " hooks"));
    }
}
