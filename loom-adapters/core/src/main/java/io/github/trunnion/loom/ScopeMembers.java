package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The members of a scope: whether all have ended, and whether they are being cancelled. */
final class ScopeMembers {
    /*
     * Overview
     *
     * Each member has one callback, which counts it down; the owner's own share of the count is given
     * back by join, so the count reaches zero only when nothing can be added any more. "over" is
     * completed by the last share, or by the first failure that ends a FAIL_FAST scope. The owner
     * waits in it and in nothing else.
     *
     * A failure beside a fork. Thread A's member fails: A marks the scope as cancelling and then
     * cancels the members it finds. The owner B adds a member to the queue and then looks at the
     * mark. Either A finds the member, or B sees the mark and cancels it itself; or both do, which
     * does no harm.
     *
     * The thread that runs a callback may be a carrier, so members are cancelled off the loops:
     * their dependents are anybody's code. So may the thread of a body that has failed, before it has
     * given its permits back and told those who wait for its end: there they are cancelled on a
     * virtual thread as well.
     */
    private final boolean failFast;
    private final CompletableFuture<@Nullable Void> over;
    private final Queue<ScopeMember<?>> members = new ConcurrentLinkedQueue<>();
    private final AtomicInteger shares = new AtomicInteger(1);
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

    /** Set before members are cancelled, read after one is added. */
    private volatile boolean cancelling;

    ScopeMembers(boolean failFast, CompletableFuture<@Nullable Void> over) {
        this.failFast = failFast;
        this.over = over;
    }

    /** Done when the owner need not wait any longer; with null. */
    CompletableFuture<@Nullable Void> over() {
        return over;
    }

    /** The failure that has ended a FAIL_FAST scope, or null. */
    @Nullable Throwable firstFailure() {
        return firstFailure.get();
    }

    boolean areCancelled() {
        return cancelling; // volatile read
    }

    boolean areDone() {
        return members.stream().allMatch(ScopeMember::isDone);
    }

    Collection<ScopeMember<?>> all() {
        return Collections.unmodifiableCollection(members);
    }

    /** Adds a member and watches it; on the thread of the owner. */
    void add(ScopeMember<?> member) {
        shares.incrementAndGet();
        members.add(member);
        try {
            member.watch();
        } catch (Throwable thrown) { // the stage is somebody's own
            member.abandon(thrown);
            throw thrown;
        }
        if (cancelling) { // volatile read: after it was added
            OffLoop.run(member::cancel);
        }
    }

    /** Nothing is added any more; called once, by the owner. */
    void complete() {
        giveShareBack();
    }

    /**
     * A member has ended; on any thread.
     *
     * @param isTask whether that thread has more to do for the member, as a body has
     */
    void ended(@Nullable Throwable failure, boolean isTask) {
        if (failure != null && failFast && firstFailure.compareAndSet(null, failure)) {
            over.complete(null); // first: a dependent of another member may block
            try {
                cancelAll(isTask);
            } finally {
                giveShareBack();
            }
            return;
        }
        giveShareBack();
    }

    private void giveShareBack() {
        if (shares.decrementAndGet() == 0) {
            over.complete(null);
        }
    }

    /** Asks those that have not ended to end, and those that are added from now on. */
    void cancelAll() {
        cancelAll(false);
    }

    private void cancelAll(boolean elsewhere) {
        cancelling = true; // volatile write: before the look at the members
        // now: close does not wait for what follows
        List<ScopeMember<?>> left = members.stream().filter(member -> !member.isDone()).toList();
        Runnable cancel = () -> left.forEach(ScopeMember::cancel);
        if (elsewhere) {
            OffLoop.runElsewhere(cancel);
        } else {
            OffLoop.run(cancel);
        }
    }
}
