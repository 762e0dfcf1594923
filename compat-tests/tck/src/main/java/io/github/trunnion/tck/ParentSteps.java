package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

/** What a user tells of a parent, and the steps that its rules are made of. */
abstract class ParentSteps<C extends @Nullable Object, T extends @Nullable Object>
        extends PollFutureVerification<T> {
    ParentSteps() {}

    /**
     * Makes a parent that was never polled. It is pending while the child is, and done soon after
     * it; the child is polled in its first poll.
     *
     * @param child the child, owned by the parent from now on or from its first poll on
     * @return the parent, another one each time
     * @throws Exception fails the test
     */
    protected abstract PollFuture<T> createParent(PollFuture<C> child) throws Exception;

    /**
     * The value of the child.
     *
     * @return a value with which the parent ends well
     */
    protected abstract C childValue();

    /**
     * Makes a parent of two children, for the rules on siblings.
     *
     * @param a a child
     * @param b another child, which is polled in the first poll as well
     * @return the parent, or null if it has one child only, as by default
     * @throws Exception fails the test
     */
    protected @Nullable PollFuture<T> createParent(PollFuture<C> a, PollFuture<C> b)
            throws Exception {
        return null;
    }

    /**
     * Whether the child belongs to the parent before its first poll, so that a cancel reaches it.
     *
     * @return by default true; false for a parent that gets the child by its first poll
     */
    protected boolean ownsChildBeforeFirstPoll() {
        return true;
    }

    /**
     * Whether a failure of the child is the failure of the parent.
     *
     * @return by default true; false for a parent that makes something else of it
     */
    protected boolean passesFailuresOn() {
        return true;
    }

    /**
     * Whether null is a value that the parent, or a function in it, does not take.
     *
     * @return by default false
     */
    protected boolean refusesNull() {
        return false;
    }

    /**
     * Whether the parent cancels the children that are live when it becomes done.
     *
     * @return by default true; false for one that hands them on
     */
    protected boolean endsItsChildren() {
        return true;
    }

    /**
     * Whether the parent keeps the value of one child while it waits for another, so that a cancel
     * has to discard it.
     *
     * @return by default true; false for one that has no use for the value
     */
    protected boolean keepsValues() {
        return true;
    }

    /**
     * Whether the value of the parent is that of its child, or holds it, so that {@code onDiscard}
     * of the parent has to reach the child.
     *
     * @return by default true; false for one that makes another value of it
     */
    protected boolean handsValuesOn() {
        return true;
    }

    @Override
    protected final Subject<T> create() throws Exception {
        ChildProbe<C> child = new ChildProbe<>(childValue());
        return Subject.of(createParent(child))
                .releasedBy(child::release)
                .startedIf(() -> child.polls() > 0)
                .holdingIf(child::isLive);
    }

    // Steps

    /** What a rule does with a parent and its child. */
    @FunctionalInterface
    interface WithChild<C extends @Nullable Object, T extends @Nullable Object> {
        void run(TestCarrier carrier, ChildProbe<C> child, Subject<T> parent) throws Exception;
    }

    /** What a rule does with a parent of two. */
    @FunctionalInterface
    interface WithTwo<C extends @Nullable Object, T extends @Nullable Object> {
        void run(TestCarrier carrier, ChildProbe<C> a, ChildProbe<C> b, Subject<T> parent)
                throws Exception;
    }

    final void withChild(String rule, WithChild<C, T> run) throws Exception {
        withChild(rule, new ChildProbe<>(childValue()), run);
    }

    final void withChild(String rule, ChildProbe<C> child, WithChild<C, T> run) throws Exception {
        steps(
                rule,
                carrier -> {
                    Subject<T> parent = Subject.of(createParent(child)).releasedBy(child::release);
                    try {
                        run.run(carrier, child, parent);
                    } finally {
                        child.requireKept(); // before all: what was noted first is the reason
                    }
                });
    }

    final void withPendingChild(String rule, WithChild<C, T> run) throws Exception {
        withPendingChild(rule, new ChildProbe<>(childValue()), run);
    }

    final void withPendingChild(String rule, ChildProbe<C> probe, WithChild<C, T> run)
            throws Exception {
        withChild(
                rule,
                probe,
                (carrier, child, parent) -> {
                    require(
                            !isDone(poll(parent, carrier.context())),
                            "F2",
                            parent.future() + " is done before the child that it waits for.");
                    require(child.polls() > 0, "F6", "the first poll did not reach the child.");
                    run.run(carrier, child, parent);
                });
    }

    final void withTwo(String rule, WithTwo<C, T> run) throws Exception {
        steps(
                rule,
                carrier -> {
                    ChildProbe<C> a = new ChildProbe<>(childValue());
                    ChildProbe<C> b = new ChildProbe<>(childValue());
                    PollFuture<T> parent = createParent(a, b);
                    skipUnless(parent != null, "checked if you override createParent(a, b)");
                    Subject<T> subject = Subject.of(requireNonNull(parent));
                    require(
                            !isDone(poll(subject, carrier.context())),
                            "F2",
                            subject.future() + " is done before its children.");
                    require(
                            a.polls() > 0 && b.polls() > 0,
                            "F6",
                            "the first poll did not reach both children.");
                    try {
                        run.run(carrier, a, b, subject);
                    } finally {
                        a.requireKept();
                        b.requireKept();
                    }
                });
    }

    /**
     * Polls whenever there is a wake until the child was polled again.
     *
     * @param since the count of wakes before the latest poll
     * @return the same for the next call
     */
    final int pollWhileWoken(
            TestCarrier carrier, ChildProbe<C> child, Subject<T> parent, int polls, int since) {
        int before = since;
        while (child.polls() == polls) {
            awaitWake(carrier, parent, before);
            before = carrier.wakes().wakes();
            boolean done = isDone(poll(parent, carrier.context()));
            require(!done, "F2", parent.future() + " is done before the child it waits for.");
        }
        return before;
    }

    private void awaitWake(TestCarrier carrier, Subject<T> parent, int before) {
        require(
                carrier.parkUntil(() -> carrier.wakes().wakes() != before, patience()),
                "F2",
                "the child was woken, but neither it nor "
                        + parent.future()
                        + " came to a poll within "
                        + patience()
                        + ".");
    }

    /** Polls for the second time, after a wake; whether the parent is done. */
    final boolean advance(TestCarrier carrier, Subject<T> parent) {
        awaitWake(carrier, parent, 0);
        return isDone(poll(parent, carrier.context()));
    }

    /** Polls for the second time, after a wake; whether the parent has failed. */
    final boolean failed(TestCarrier carrier, Subject<T> parent) {
        awaitWake(carrier, parent, 0);
        try {
            Poll<T> ignored = pollOnce(parent, carrier.context());
            return false;
        } catch (Throwable failure) {
            return true;
        }
    }

    /** Polls at once, and then whenever woken; what a parent threw whose child has null. */
    final @Nullable Throwable failureOnNull(TestCarrier carrier, Subject<T> parent) {
        while (true) {
            int before = carrier.wakes().wakes();
            try {
                if (pollOnce(parent, carrier.context()).isReady()) {
                    return null;
                }
            } catch (Throwable failure) {
                return failure;
            }
            require(
                    carrier.parkUntil(() -> carrier.wakes().wakes() != before, patience()),
                    "F8",
                    parent.future() + " is pending though its child was ready, with null.");
        }
    }

    /** Polls whenever woken until the end; what the parent threw, or null if it is ready. */
    final @Nullable Throwable failureWhenWoken(TestCarrier carrier, Subject<T> parent, int wakes) {
        int before = wakes;
        while (true) {
            awaitWake(carrier, parent, before);
            before = carrier.wakes().wakes();
            try {
                if (pollOnce(parent, carrier.context()).isReady()) {
                    return null;
                }
            } catch (Throwable failure) {
                return failure;
            }
        }
    }

    final void requireCancels(String what, ChildProbe<C> child, int expected) {
        require(
                child.cancels() == expected,
                "F7",
                what
                        + " cancelled the child "
                        + child.cancels()
                        + " times, not "
                        + expected
                        + " times.");
    }

    final void requireCancelledOnce(Subject<T> parent, ChildProbe<C> child, String when) {
        require(
                child.cancels() == 1,
                "F7",
                "a live child of "
                        + parent.future()
                        + " was cancelled "
                        + child.cancels()
                        + " times "
                        + when
                        + ", not once.");
    }

    /** A wake that comes late is harmless (W4); a poll that it causes is noted by the child. */
    final void lateWake(ChildProbe<C> child) {
        mustNotThrow(
                "W4",
                "a late wake of the child",
                () -> {
                    child.waker(0).wake();
                    return null;
                });
    }

    @SuppressWarnings("NullAway") // null is a legal value of every type (F8)
    final C nullValue() {
        return null;
    }

    /** A parent in the place of a child. */
    final PollFuture<C> asChild(PollFuture<T> parent) {
        return new PollFuture<>() {
            @Override
            public Poll<C> poll(Context cx) throws Exception {
                return parent.poll(cx).isReady() ? Poll.ready(childValue()) : Poll.pending();
            }

            @Override
            public void cancel() {
                parent.cancel();
            }
        };
    }
}
