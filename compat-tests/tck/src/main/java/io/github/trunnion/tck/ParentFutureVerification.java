package io.github.trunnion.tck;

import io.github.trunnion.futures.Poll;

import org.jspecify.annotations.Nullable;

/**
 * The rules of a future that polls others: those of {@link PollFutureVerification}, and what it
 * owes its children as their owner. Extend it, and return the parent of a given child.
 *
 * <pre>{@code
 * final class RetryVerificationTest extends ParentFutureVerification<String, String> {
 *     @Override
 *     protected PollFuture<String> createParent(PollFuture<String> child) {
 *         return new Retry<>(() -> child);
 *     }
 *
 *     @Override
 *     protected String childValue() {
 *         return "done";
 *     }
 * }
 * }</pre>
 *
 * @param <C> the type of the child's value
 * @param <T> the type of the parent's value
 */
public abstract class ParentFutureVerification<
                C extends @Nullable Object, T extends @Nullable Object>
        extends ParentContextRules<C, T> {
    private static final int WAKES = 1000;

    /** For the subclass. */
    protected ParentFutureVerification() {}

    // Required

    /** The child starts with the first poll of its parent, not earlier. */
    @RequiredRule
    public final void f06_theChildIsNotPolledBeforeItsParent() throws Exception {
        withChild(
                "F6",
                (carrier, child, parent) -> {
                    require(child.polls() == 0, "F6", "the child was polled by the constructor.");
                    poll(parent, carrier.context());
                    require(
                            child.polls() > 0,
                            "F6",
                            parent.future() + " does not poll the child in its first poll.");
                });
    }

    /** A wake of the child wakes the parent, and the poll that follows reaches the child. */
    @RequiredRule
    public final void f02_aWakeOfTheChildLeadsToAPollOfTheChild() throws Exception {
        withPendingChild(
                "F2",
                (carrier, child, parent) -> {
                    int before = 0;
                    for (int i = 0; i < 3; i++) {
                        int polls = child.polls();
                        child.waker(polls - 1).wake();
                        before = pollWhileWoken(carrier, child, parent, polls, before);
                    }
                });
    }

    /** A child that was not polled again reaches the waker of the parent's latest poll. */
    @RequiredRule
    public final void f02_theChildReachesTheLatestWakerOfItsParent() throws Exception {
        withPendingChild(
                "F2",
                (carrier, child, parent) -> {
                    LatestWaker latest = new LatestWaker(carrier);
                    pollForNoReason(parent, carrier.context(latest));
                    child.waker(child.polls() - 1).wake();
                    require(
                            carrier.parkUntil(latest::isWoken, patience()),
                            "F2",
                            "a wake of the child did not reach the waker of the latest poll of "
                                    + parent.future()
                                    + ".");
                });
    }

    /** A child that wakes itself in its poll is polled once more. */
    @RequiredRule
    public final void w03_aChildThatWakesItselfInItsPollIsPolledOnceMore() throws Exception {
        ChildProbe<C> child = new ChildProbe<>(childValue());
        child.doing(
                cx -> {
                    if (child.polls() == 1) {
                        cx.waker().wake();
                    }
                });
        withChild(
                "W3",
                child,
                (carrier, same, parent) -> {
                    int before = carrier.wakes().wakes();
                    Poll<T> poll = poll(parent, carrier.context());
                    require(!isDone(poll), "W3", "the parent is done before its child.");
                    if (child.polls() < 2) {
                        pollWhileWoken(carrier, child, parent, 1, before);
                    }
                });
    }

    /** Wakes of the child by other threads are not lost, and its polls do not overlap. */
    @RequiredRule
    public final void f04_theChildIsPolledOnceAtATimeHoweverItIsWoken() throws Exception {
        ChildProbe<C> child = new ChildProbe<>(childValue());
        child.doing(
                cx -> {
                    if (child.polls() == 2) {
                        cx.waker().wake();
                    }
                });
        withPendingChild(
                "F4",
                child,
                (carrier, same, parent) -> {
                    Thread waking =
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(
                                            () -> {
                                                for (int i = 0; i < WAKES; i++) {
                                                    child.waker(child.polls() - 1).wake();
                                                }
                                                child.release();
                                            });
                    endWhenWoken(carrier, parent, 0);
                    waking.join(patience());
                });
    }

    /** What the child has returned is the end of it. */
    @RequiredRule
    public final void f03_aChildThatIsReadyIsLeftAlone() throws Exception {
        withPendingChild(
                "F3",
                (carrier, child, parent) -> {
                    child.release();
                    endWhenWoken(carrier, parent, 0);
                    require(
                            child.hasEnded(),
                            "F3",
                            parent.future() + " is done before the child that it waits for.");
                    lateWake(child);
                });
    }

    /** A child that throws is done; the parent ends, with that failure or another outcome. */
    @RequiredRule
    public final void f03_aChildThatThrowsIsLeftAlone() throws Exception {
        for (Throwable thrown : new Throwable[] {new Exception("c"), new StackOverflowError("c")}) {
            withPendingChild(
                    "F3",
                    (carrier, child, parent) -> {
                        child.fail(thrown);
                        Throwable end = failureWhenWoken(carrier, parent, 0);
                        require(
                                end == thrown || !passesFailuresOn(),
                                "F3",
                                parent.future()
                                        + " should fail with what its child has thrown, but ended"
                                        + " with "
                                        + end
                                        + ".");
                        lateWake(child);
                    });
        }
    }

    /** A child that was not polled yet is cancelled once if the parent owns it, and not started. */
    @RequiredRule
    public final void f07_cancelBeforeTheFirstPollReachesTheChild() throws Exception {
        withChild(
                "F7",
                (carrier, child, parent) -> {
                    cancel(parent);
                    requireCancels(
                            "cancel of the unpolled " + parent.future(),
                            child,
                            ownsChildBeforeFirstPoll() ? 1 : 0);
                    require(child.polls() == 0, "F7", "cancel has polled the child.");
                });
    }

    /** A live child is cancelled with its parent, once. */
    @RequiredRule
    public final void f07_cancelReachesALiveChild() throws Exception {
        withPendingChild(
                "F7",
                (carrier, child, parent) -> {
                    cancel(parent);
                    requireCancels("cancel of " + parent.future(), child, 1);
                    lateWake(child);
                    child.release();
                });
    }

    /** What cancel of a child throws does not come out of the parent's. */
    @RequiredRule
    public final void f07_aChildThatThrowsOnCancelIsContained() throws Exception {
        ChildProbe<C> child =
                new ChildProbe<>(childValue())
                        .throwingOnCancel(new IllegalStateException("cancel of the child"));
        withChild(
                "F7",
                child,
                (carrier, same, parent) -> {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, reported) -> {});
                    poll(parent, carrier.context());
                    try {
                        parent.future().cancel();
                    } catch (Throwable thrown) {
                        throw new AssertionError(
                                "F7: cancel of "
                                        + parent.future()
                                        + " threw "
                                        + thrown
                                        + "; a parent contains and reports what cancel of a child"
                                        + " throws.",
                                thrown);
                    }
                });
    }

    /** A child may have the value null. */
    @RequiredRule
    public final void f08_theValueOfAChildMayBeNull() throws Exception {
        ChildProbe<C> child = new ChildProbe<>(nullValue());
        withChild(
                "F8",
                child,
                (carrier, same, parent) -> {
                    child.release();
                    Throwable end = failureOnNull(carrier, parent);
                    require(
                            end == null || refusesNull(),
                            "F8",
                            parent.future()
                                    + " does not take null from its child, but threw "
                                    + end
                                    + "; if it is not meant to take it, let refusesNull() return"
                                    + " true.");
                });
    }

    /** Any waker that the child was given serves until it is done. */
    @RequiredRule
    public final void f09_theFirstWakerOfAChildStaysGood() throws Exception {
        withPendingChild(
                "F9",
                (carrier, child, parent) -> {
                    for (int i = 0; i < 3; i++) {
                        int before = carrier.wakes().wakes();
                        pollForNoReason(parent, carrier.context());
                        int polls = child.polls();
                        child.waker(0).wake();
                        pollWhileWoken(carrier, child, parent, polls, before);
                    }
                });
    }

    /** A value that nobody takes from the parent is discarded by the child that returned it. */
    @OptionalRule
    public final void f07_aDiscardedValueReachesTheChild() throws Exception {
        skipUnlessPromised(
                handsValuesOn(),
                "handsValuesOn",
                "the value of the parent is or holds the child's");
        withPendingChild(
                "F7",
                (carrier, child, parent) -> {
                    child.release();
                    Poll<T> end = endWhenWoken(carrier, parent, 0);
                    applyIf(end != null, "the parent fails, so it has no value");
                    parent.future().onDiscard(valueOf(end));
                    require(
                            child.discards() == 1,
                            "F7",
                            "a value of "
                                    + parent.future()
                                    + " was discarded, and onDiscard of the child was called "
                                    + child.discards()
                                    + " times, not once.");
                });
    }

    /** With two children, each is polled for its own wake, and left alone once it is done. */
    @OptionalRule
    public final void f03_aDoneChildIsLeftAloneWhileItsSiblingIsLive() throws Exception {
        withTwo(
                "F3",
                (carrier, a, b, parent) -> {
                    a.release();
                    boolean done = advance(carrier, parent);
                    lateWake(a);
                    int before = 0;
                    for (int i = 0; i < 3 && !done; i++) {
                        before = carrier.wakes().wakes();
                        done = isDone(poll(parent, carrier.context()));
                    }
                    if (!done) {
                        b.release();
                        endWhenWoken(carrier, parent, before);
                    } else if (endsItsChildren()) {
                        requireCancelledOnce(parent, b, "when its parent was done");
                    }
                });
    }

    /** With two children, cancel reaches the live one, and the value of the other is discarded. */
    @OptionalRule
    public final void f07_cancelReachesTheLiveOnesOnly() throws Exception {
        withTwo(
                "F7",
                (carrier, a, b, parent) -> {
                    a.release();
                    if (advance(carrier, parent)) {
                        return;
                    }
                    cancel(parent);
                    requireCancelledOnce(parent, b, "with its parent");
                    require(
                            a.discards() == 1 || !keepsValues(),
                            "F7",
                            "the value of a child that "
                                    + parent.future()
                                    + " held when it was cancelled was discarded "
                                    + a.discards()
                                    + " times, not once.");
                });
    }

    /** With two children, the failure of one that ends the parent cancels the other. */
    @OptionalRule
    public final void f07_aLiveChildDoesNotOutliveItsParent() throws Exception {
        skipUnlessPromised(
                endsItsChildren(),
                "endsItsChildren",
                "the parent cancels its live children when it is done");
        withTwo(
                "F7",
                (carrier, a, b, parent) -> {
                    a.fail(new Exception("a"));
                    if (failed(carrier, parent)) {
                        requireCancelledOnce(parent, b, "after its sibling has failed");
                    }
                });
    }
}
