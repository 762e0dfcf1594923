package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A future of what a function makes of the values of two others. */
final class Join<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends OneShot<R> {
    private final Group<@Nullable Object> group = new Group<>();
    private final @Nullable Object[] values = new @Nullable Object[2];
    private Throwing.@Nullable BiFunction<? super A, ? super B, ? extends R> combiner;
    private @Nullable Finished<@Nullable Object> first; // until both are there

    Join(
            PollFuture<? extends A> a,
            PollFuture<? extends B> b,
            Throwing.BiFunction<? super A, ? super B, ? extends R> combiner) {
        group.add(requireNonNull(a, "a"), 0);
        group.add(requireNonNull(b, "b"), 1);
        this.combiner = requireNonNull(combiner, "combiner");
    }

    @Override
    Poll<R> advance(Context cx) throws Exception {
        group.begin(cx);
        for (Finished<@Nullable Object> one = group.next(cx); one != null; one = group.next(cx)) {
            values[one.index()] = one.value();
            first = group.live() > 0 ? one : null;
        }
        if (group.live() > 0) {
            return Poll.pending();
        }
        return Poll.ready(
                requireNonNull(combiner).apply(Values.<A>as(values[0]), Values.<B>as(values[1])));
    }

    @Override
    void release() {
        group.end();
        combiner = null;
        values[0] = null;
        values[1] = null;
        Finished<@Nullable Object> undelivered = first;
        first = null;
        if (undelivered != null) {
            Safely.discard(undelivered.future(), undelivered.made());
        }
    }

    @Override
    public void describe(Description to) {
        to.add("join(" + group.live() + " of 2 live)");
    }
}
