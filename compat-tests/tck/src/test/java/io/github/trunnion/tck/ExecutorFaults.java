package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Executors with one fault in their contexts, slots, leases, timers or parks. */
final class ExecutorFaults {
    private ExecutorFaults() {}

    static SimpleExecutor context(
            Thread.UncaughtExceptionHandler reports,
            BiFunction<SimpleExecutor, SimpleExecutor.TaskWaker, Context> make) {
        return new SimpleExecutor(reports) {
            @Override
            Context context(TaskWaker waker) {
                return make.apply(this, waker);
            }
        };
    }

    /** One slot for each executor, as the rules demand. */
    static SimpleExecutor slot(
            Thread.UncaughtExceptionHandler reports, Function<SimpleExecutor, ReactorSlot> make) {
        return new SimpleExecutor(reports) {
            private ReactorSlot slot;

            @Override
            Context context(TaskWaker waker) {
                if (slot == null) {
                    slot = make.apply(this);
                }
                return new BrokenSlot.Parts(waker, slot, carrier.timers(), true);
            }
        };
    }

    static SimpleExecutor timers(
            Thread.UncaughtExceptionHandler reports, Function<Timers, Timers> make) {
        return context(
                reports,
                (home, waker) ->
                        Context.of(waker, home.carrier.slot(), make.apply(home.carrier.timers())));
    }

    /** A hook is quickly made. */
    static final class AlwaysMakes extends BrokenSlot {
        private final ReactorHost host;

        AlwaysMakes(ReactorSlot inner, ReactorHost host) {
            super(inner);
            this.host = host;
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            R made = create.create(host);
            return acquire(made);
        }
    }

    /** The host of a hook is whoever asks first. */
    static final class WrongHost extends BrokenSlot {
        WrongHost(ReactorSlot inner) {
            super(inner);
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            return super.acquire(kind, host -> create.create(elsewhere(host)));
        }

        private static ReactorHost elsewhere(ReactorHost host) {
            Thread other = new Thread(() -> {});
            return new ReactorHost() {
                @Override
                public Thread thread() {
                    return other;
                }

                @Override
                public boolean mayBlock() {
                    return host.mayBlock();
                }

                @Override
                public long nanoTime() {
                    return host.nanoTime();
                }
            };
        }
    }

    /** One hook is like another of its class. */
    static final class ByClass extends BrokenSlot {
        ByClass(ReactorSlot inner) {
            super(inner);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
            if (held() == null) {
                R other = (R) new RelayHook(nobody());
                return super.acquire(other);
            }
            return super.acquire(hook);
        }

        private static ReactorHost nobody() {
            return new ReactorHost() {
                @Override
                public Thread thread() {
                    return Thread.currentThread();
                }

                @Override
                public boolean mayBlock() {
                    return true;
                }

                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }
            };
        }
    }

    /** A lease is for one poll. */
    static final class ForgetfulLeases extends BrokenSlot {
        ForgetfulLeases(ReactorSlot inner) {
            super(inner);
        }

        @Override
        <R extends ReactorHook> ReactorLease<R> lease(ReactorLease<R> lease) {
            return new Leased<>(this, lease) {
                @Override
                public boolean isCurrent(ReactorSlot asked) {
                    return false;
                }
            };
        }
    }

    /** What a conflict does. */
    static final class Conflicts extends BrokenSlot {
        private final Function<ReactorConflictException, ReactorConflictException> on;

        Conflicts(
                ReactorSlot inner,
                Function<ReactorConflictException, ReactorConflictException> on) {
            super(inner);
            this.on = on;
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            try {
                return super.acquire(kind, create);
            } catch (ReactorConflictException conflict) {
                throw on.apply(conflict);
            }
        }
    }

    /** Whether it can park is seen when it parks. */
    static final class TakesAll extends BrokenSlot {
        TakesAll(ReactorSlot inner) {
            super(inner);
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            try {
                return super.acquire(kind, create);
            } catch (ReactorUnsupportedException refused) {
                return new Leased<>(this, null);
            }
        }
    }

    /** How leases are closed. */
    static final class Closes extends BrokenSlot {
        interface Close {
            void close(Leased<?> lease);
        }

        private final Close how;

        Closes(ReactorSlot inner, Close how) {
            super(inner);
            this.how = how;
        }

        @Override
        <R extends ReactorHook> ReactorLease<R> lease(ReactorLease<R> lease) {
            return new Leased<>(this, lease) {
                @Override
                public void close() {
                    how.close(new Leased<>(slot, lease));
                }
            };
        }
    }

    /** There is one reactor in a process. */
    static final class OneForAll extends BrokenSlot {
        private static final AtomicReference<OneForAll> USER = new AtomicReference<>();

        OneForAll(ReactorSlot inner) {
            super(inner);
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            OneForAll user = USER.get();
            if (user != null && user != this) {
                throw new ReactorConflictException("used elsewhere", null);
            }
            USER.set(this);
            return super.acquire(kind, create);
        }
    }

    /** A timer that never fires: time stands still. */
    static Timers still(Timers real) {
        return new Timers() {
            @Override
            public long nanoTime() {
                return real.nanoTime();
            }

            @Override
            public Registration wakeAfter(long nanos, Waker waker) {
                return () -> {};
            }
        };
    }

    /** A timer that was closed is harmless, as futures bear any poll. */
    static Timers unclosable(Timers real) {
        return new Timers() {
            @Override
            public long nanoTime() {
                return real.nanoTime();
            }

            @Override
            @SuppressWarnings("MustBeClosedChecker")
            public Registration wakeAfter(long nanos, Waker waker) {
                real.wakeAfter(nanos, waker);
                return () -> {};
            }
        };
    }

    /** How an executor parks instead. */
    interface Park {
        void park(BrokenExecutors.Loop home, long nanos, Runnable correct) throws IOException;
    }

    static SimpleExecutor park(Thread.UncaughtExceptionHandler reports, Park how) {
        return new BrokenExecutors.Loop(reports) {
            @Override
            void park(long nanos) {
                try {
                    how.park(this, nanos, () -> super.park(nanos));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** How an executor ends a park instead. */
    static SimpleExecutor endPark(
            Thread.UncaughtExceptionHandler reports,
            BiFunction<BrokenExecutors.Loop, Boolean, Boolean> correctly) {
        return new BrokenExecutors.Loop(reports) {
            @Override
            void endPark() {
                if (correctly.apply(this, Thread.currentThread() == thread)) {
                    super.endPark();
                }
            }
        };
    }
}
