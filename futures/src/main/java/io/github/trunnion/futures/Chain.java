package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The interpreter of a chain of links. */
final class Chain {

    /*
     * Overview.
     *
     * The machine has a current source, a stack of links, and registers for one outcome: a value, or
     * a failure, and the future that produced the value. It polls the current source; when that ends
     * it pops links and resumes each with the outcome, until one of them enters another future, or
     * the stack is empty and the outcome is that of the chain.
     *
     * Entering a future unrolls it: as long as it is a fresh link, the link is pushed and its source
     * taken instead. So the source that is polled is never a fresh link, and the depth of the thread's
     * stack does not depend on the length of the chain, be it nested to the left (maps of maps), to
     * the right (a function of then that returns a then, which finds its own link popped already), or
     * be it links around a recursion. A popped link is held by nobody here: memory goes down as the
     * chain advances.
     *
     * A function that throws, whatever it throws, makes that the outcome. The producer is what
     * onDiscard of the chain goes to; links that pass on the very value leave it alone, links that
     * make another value clear it.
     *
     * Sources that are ready at once are counted. A chain that has entered many of them in one poll
     * wakes itself and returns Pending, so that an endless recursion of ready futures does not hold
     * the carrier (F1).
     */

    private @Nullable Link<?, ?> top;
    private @Nullable PollFuture<?> current;
    private @Nullable Object value;
    private @Nullable Throwable failure;
    private @Nullable PollFuture<?> producer;
    private boolean running;

    /** Starts with the root on the stack and its source entered. */
    Chain(Link<?, ?> root, PollFuture<?> source) {
        top = root;
        enter(source);
    }

    /** Runs until the current source is pending, the chain has ended, or the budget is spent. */
    Poll<@Nullable Object> run(Context cx) throws Exception {
        if (running) {
            throw new IllegalStateException("A chain was polled from inside its own poll (F4)");
        }
        running = true;
        try {
            return advance(cx);
        } finally {
            running = false;
        }
    }

    private Poll<@Nullable Object> advance(Context cx) throws Exception {
        for (int entered = 0; entered < Budget.PER_POLL; entered++) {
            if (!pollCurrent(requireNonNull(current), cx)) {
                return Poll.<@Nullable Object>pending();
            }
            unwind();
            if (current == null) {
                return end();
            }
        }
        Wakers.fire(cx.waker());
        return Poll.<@Nullable Object>pending();
    }

    private boolean pollCurrent(PollFuture<?> polled, Context cx) {
        try {
            Poll<?> result = polled.poll(cx);
            if (result instanceof Poll.Ready<?> ready) {
                become(ready.value(), polled);
            } else if (result != null) {
                return false;
            } else {
                fail(Failures.nothing("The poll of " + Description.of(polled), "a Poll"));
            }
        } catch (Throwable t) {
            fail(t);
        }
        current = null;
        return true;
    }

    private void unwind() {
        while (current == null) {
            Link<?, ?> link = top;
            if (link == null) {
                return;
            }
            top = link.below;
            link.below = null;
            try {
                link.resume(this);
            } catch (Throwable t) {
                fail(t);
            }
        }
    }

    private Poll<@Nullable Object> end() {
        Throwable failed = failure;
        if (failed != null) {
            failure = null;
            throw Failures.raise(failed);
        }
        Object made = value;
        value = null;
        return Poll.<@Nullable Object>ready(made);
    }

    // For links

    /** The value that the source was ready with; null also if it failed. */
    @Nullable Object value() {
        return value;
    }

    /** What the source failed with, or null. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** The future that can take the value back, or null. */
    @Nullable PollFuture<?> producer() {
        return producer;
    }

    /** Makes a value the outcome. */
    void become(@Nullable Object made, @Nullable PollFuture<?> by) {
        value = made;
        producer = by;
        failure = null;
    }

    /** Makes a failure the outcome. */
    void fail(Throwable thrown) {
        value = null;
        producer = null;
        failure = thrown;
    }

    /** Puts a link on the stack, to be resumed with the outcome of what is entered next. */
    void push(Link<?, ?> link) {
        link.below = top;
        top = link;
    }

    /** Continues with a future in place of the outcome. */
    void enter(PollFuture<?> future) {
        become(null, null);
        PollFuture<?> entered = future;
        while (entered instanceof Link<?, ?> link && link.isFresh()) {
            entered = link.becomeFrame();
            push(link);
        }
        current = entered;
    }

    // For the root

    /** Cancels the current source and drops the stack. */
    void cancel() {
        PollFuture<?> cancelled = current;
        current = null;
        top = null;
        if (cancelled != null) {
            Safely.cancel(cancelled);
        }
    }

    /** Appends the innermost links, outer ones first, around the current source. */
    void describe(Description to, Link<?, ?> root) {
        List<String> names = new ArrayList<>();
        Link<?, ?> link = top;
        for (; link != null && names.size() < Description.MAX_DEPTH; link = link.below) {
            names.add(link.name());
        }
        if (link != null) {
            to.add("...");
        } else if (names.isEmpty()) {
            names.add(root.name());
        }
        for (String name : names.reversed()) {
            to.add(name).add("(");
        }
        PollFuture<?> polled = current;
        to.child(polled == null ? "..." : polled);
        to.add(")".repeat(names.size()));
    }
}
