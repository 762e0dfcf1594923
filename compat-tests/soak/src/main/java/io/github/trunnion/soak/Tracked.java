package io.github.trunnion.soak;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A future that ends by a plan, books what its owner does, and complains about what it must not.
 */
final class Tracked implements PollFuture<@Nullable Long> {
    enum Plan {
        VALUE,
        NULL,
        CHECKED,
        UNCHECKED,
        ERROR,
        NEVER
    }

    private enum State {
        IDLE,
        POLLING,
        DONE,
        CANCELLED
    }

    private final Load load;
    private final Ledger ledger;
    private final Plan plan;
    private final long content;

    /** Whom to ask for wakes, or null to wake itself. */
    private final @Nullable Executor foreign;

    /*
     * Possible state transitions, by the owner only; another one is a fault of the owner:
     *   IDLE -> POLLING -> IDLE         a pending poll
     *   POLLING -> DONE                 a value or a failure
     *   IDLE -> CANCELLED               cancel
     */
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final AtomicBoolean discarded = new AtomicBoolean();
    private int pendings;
    private int spins;
    private volatile @Nullable Runnable meanwhile;

    /** Makes a future that is pending a number of times before it ends. */
    Tracked(
            Load load,
            Ledger ledger,
            Plan plan,
            long content,
            int pendings,
            @Nullable Executor foreign) {
        this.load = load;
        this.ledger = ledger;
        this.plan = plan;
        this.content = content;
        this.pendings = pendings;
        this.foreign = foreign;
    }

    /** Lets each poll take some time. */
    Tracked spinning(int rounds) {
        spins = rounds;
        return this;
    }

    /** Has something happen in the middle of each poll from now on. */
    void meanwhile(Runnable action) {
        meanwhile = action;
    }

    Plan plan() {
        return plan;
    }

    @Override
    public Poll<@Nullable Long> poll(Context cx) throws Exception {
        if (!state.compareAndSet(State.IDLE, State.POLLING)) {
            load.complain("polled while " + this);
        }
        Driver.spin(null, spins);
        Runnable action = meanwhile;
        if (action != null) {
            action.run();
        }
        if (pendings == 0 && plan != Plan.NEVER) {
            state.set(State.DONE);
            return end();
        }
        if (pendings > 0) {
            pendings--;
            Waker waker = cx.waker();
            if (foreign == null) {
                waker.wake();
            } else {
                foreign.execute(waker::wake);
            }
        }
        state.set(State.IDLE);
        return Poll.pending();
    }

    private Poll<@Nullable Long> end() throws Exception {
        if (plan == Plan.VALUE || plan == Plan.NULL) {
            ledger.values.increment();
            return Poll.ready(value());
        }
        ledger.failures.increment();
        switch (plan) {
            case CHECKED -> throw new SoakException(message());
            case UNCHECKED -> throw new IllegalArgumentException(message());
            default -> throw new SoakError(message());
        }
    }

    private @Nullable Long value() {
        return plan == Plan.NULL ? null : (Long) content;
    }

    private String message() {
        return plan + " " + content;
    }

    /** Whether this is what the plan says. */
    boolean isValue(@Nullable Long value) {
        return (plan == Plan.VALUE || plan == Plan.NULL) && Objects.equals(value, value());
    }

    /** Whether this is what the plan says. */
    boolean isFailure(@Nullable Throwable thrown) {
        boolean type =
                switch (plan) {
                    case CHECKED -> thrown instanceof SoakException;
                    case UNCHECKED -> thrown instanceof IllegalArgumentException;
                    case ERROR -> thrown instanceof SoakError;
                    default -> false;
                };
        return type && thrown != null && message().equals(thrown.getMessage());
    }

    @Override
    public void cancel() {
        if (!state.compareAndSet(State.IDLE, State.CANCELLED)) {
            load.complain("cancelled while " + this);
        }
        ledger.cancels.increment();
    }

    @Override
    public void onDiscard(@Nullable Long value) {
        if (state.get() != State.DONE || !isValue(value) || discarded.getAndSet(true)) {
            load.complain("discard of " + value + " while " + this);
        }
        ledger.discards.increment();
    }

    @Override
    public String toString() {
        return "tracked[" + plan + ", " + state + ", " + pendings + " to go]";
    }
}
