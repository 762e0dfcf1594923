package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;

/** A future that runs one future for each element, a limited number of them at a time. */
final class ForEach<A extends @Nullable Object> extends OneShot<@Nullable Void> {
    private final Group<@Nullable Object> group = new Group<>();
    private final int limit;
    private @Nullable Iterable<? extends A> elements; // until the first poll
    private @Nullable Iterator<? extends A> rest; // from the first poll until it has no more
    private Throwing.@Nullable Function<? super A, ? extends PollFuture<?>> function;

    ForEach(
            Iterable<? extends A> elements,
            int limit,
            Throwing.Function<? super A, ? extends PollFuture<?>> function) {
        this.elements = requireNonNull(elements, "elements");
        this.function = requireNonNull(function, "function");
        if (limit < 1) {
            throw new IllegalArgumentException("The limit must be at least 1: " + limit);
        }
        this.limit = limit;
    }

    @Override
    Poll<@Nullable Void> advance(Context cx) throws Exception {
        if (elements != null) {
            rest = elements.iterator();
            elements = null;
        }
        group.begin(cx);
        int budget = fill(Budget.PER_POLL);
        for (Finished<@Nullable Object> one = group.next(cx); one != null; one = group.next(cx)) {
            one.value(); // a failure is that of the whole
            budget = fill(budget);
        }
        if (rest == null && group.live() == 0) {
            return Poll.ready(null);
        }
        if (rest != null && group.live() < limit) {
            Wakers.fire(cx.waker()); // the budget ended first
        }
        return Poll.pending();
    }

    /** Starts elements up to the limit and the budget; returns what is left of the budget. */
    private int fill(int budget) throws Exception {
        int left = budget;
        while (rest != null && left > 0 && group.live() < limit) {
            if (!rest.hasNext()) {
                rest = null;
                break;
            }
            PollFuture<?> future = requireNonNull(function).apply(rest.next());
            if (future == null) {
                throw Failures.nothing("The function of forEach", "a future");
            }
            group.add(future, 0);
            left--;
        }
        return left;
    }

    @Override
    void release() {
        elements = null;
        rest = null;
        function = null;
        group.end();
    }

    @Override
    public void describe(Description to) {
        to.add("forEach(" + group.live() + " live, limit " + limit + ")");
    }
}
