package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A future of the first value of any of its children, which fails when all of them have failed. */
final class Race<T extends @Nullable Object> extends OneShot<T> {

    /** How many failures beside the first are kept to be suppressed. */
    private static final int MAX_SUPPRESSED = 63;

    private final Group<T> group = new Group<>();
    private final int size;
    private @Nullable Throwable first;
    private int suppressed;
    private @Nullable PollFuture<T> winner;

    Race(Iterable<? extends PollFuture<? extends T>> futures) {
        int count = 0;
        for (PollFuture<? extends T> future : futures) {
            group.add(requireNonNull(future, "future"), count++);
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "A race of no futures would never end: give race at least one");
        }
        size = count;
    }

    @Override
    Poll<T> advance(Context cx) throws Exception {
        group.begin(cx);
        for (Finished<T> one = group.next(cx); one != null; one = group.next(cx)) {
            Throwable failure = one.failure();
            if (failure == null) {
                winner = one.future();
                return Poll.ready(one.value());
            }
            lose(failure);
        }
        if (group.live() > 0) {
            return Poll.pending();
        }
        throw Failures.raise(requireNonNull(first));
    }

    private void lose(Throwable failure) {
        Throwable onto = first;
        if (onto == null) {
            first = failure;
        } else if (suppressed < MAX_SUPPRESSED) {
            suppressed++;
            Failures.suppress(onto, failure);
        }
    }

    @Override
    void release() {
        group.end();
        first = null;
    }

    @Override
    public void onDiscard(T value) {
        PollFuture<T> producer = winner;
        winner = null;
        if (producer != null) {
            Safely.discard(producer, value);
        }
    }

    @Override
    public void describe(Description to) {
        to.add("race(" + group.live() + " of " + size + " live)");
    }
}
