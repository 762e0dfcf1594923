package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

/** A context that notes each use outside of its poll (F10). */
final class GuardedContext implements Context {
    /*
     * Overview
     *
     * All contexts that were derived during one poll share its scope, which ends with the poll. The
     * slot is handed out as it is, because leases compare it by identity; it guards its thread
     * itself.
     */

    /** One poll: who made it, and whether it is over. */
    private static final class Scope {
        final Thread thread = Thread.currentThread();
        volatile boolean over;
        volatile @Nullable String misuse;

        void note(String use) {
            String when =
                    over
                            ? " after the poll it was given to"
                            : thread == Thread.currentThread() ? null : " on another thread";
            if (when != null && misuse == null) {
                misuse = use + " was called" + when;
            }
        }
    }

    private final Scope scope;
    private final Context inner;
    private final Timers timers;

    private GuardedContext(Scope scope, Context inner, Timers timers) {
        this.scope = scope;
        this.inner = inner;
        this.timers = timers;
    }

    /** A context for one poll, which begins now. */
    static GuardedContext of(Context inner) {
        Scope scope = new Scope();
        return new GuardedContext(scope, inner, new GuardedTimers(scope, inner.timers()));
    }

    /** Polls, after which the context is over. */
    <T extends @Nullable Object> Poll<T> poll(PollFuture<T> future) throws Exception {
        try {
            return future.poll(this);
        } finally {
            scope.over = true;
        }
    }

    /** What was done with the context that must not be, or null. */
    @Nullable String misuse() {
        return scope.misuse;
    }

    @Override
    public Waker waker() {
        scope.note("waker() of its context");
        return inner.waker();
    }

    @Override
    public ReactorSlot reactor() {
        scope.note("reactor() of its context");
        return inner.reactor();
    }

    @Override
    public Timers timers() {
        scope.note("timers() of its context");
        return timers;
    }

    @Override
    public Context withWaker(Waker waker) {
        scope.note("withWaker() of its context");
        return new GuardedContext(scope, inner.withWaker(waker), timers);
    }

    private record GuardedTimers(Scope scope, Timers inner) implements Timers {
        @Override
        public long nanoTime() {
            scope.note("nanoTime() of its timers");
            return inner.nanoTime();
        }

        @Override
        public Registration wakeAfter(long nanos, Waker waker) {
            scope.note("wakeAfter() of its timers");
            return inner.wakeAfter(nanos, waker);
        }
    }
}
