package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A future of the values of all its children, which fails with the first of them. */
final class All<T extends @Nullable Object> extends OneShot<List<T>> {
    private final Group<T> group = new Group<>();
    private final int size;
    private @Nullable Object @Nullable [] values; // until the end
    private @Nullable PollFuture<?>[] producers; // of the values that may have to be discarded
    private boolean ready;

    All(Iterable<? extends PollFuture<? extends T>> futures) {
        List<PollFuture<? extends T>> children = new ArrayList<>();
        for (PollFuture<? extends T> future : futures) {
            children.add(requireNonNull(future, "future"));
        }
        size = children.size();
        values = new @Nullable Object[size];
        producers = new PollFuture<?>[size];
        for (int i = 0; i < size; i++) {
            group.add(children.get(i), i);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // each value came from a child
    Poll<List<T>> advance(Context cx) throws Exception {
        @Nullable Object[] made = requireNonNull(values);
        group.begin(cx);
        for (Finished<T> one = group.next(cx); one != null; one = group.next(cx)) {
            made[one.index()] = one.value();
            producers[one.index()] = one.future();
        }
        if (group.live() > 0) {
            return Poll.pending();
        }
        ready = true;
        return Poll.ready((List<T>) Collections.unmodifiableList(Arrays.asList(made)));
    }

    @Override
    void release() {
        group.end();
        @Nullable Object[] undelivered = values;
        values = null;
        if (!ready && undelivered != null) {
            discard(Arrays.asList(undelivered));
        }
    }

    @Override
    public void onDiscard(List<T> value) {
        discard(value);
    }

    private void discard(List<?> list) {
        @Nullable PollFuture<?>[] made = producers;
        producers = new PollFuture<?>[0];
        for (int i = 0; i < made.length; i++) {
            PollFuture<?> producer = made[i];
            if (producer != null) {
                Safely.discard(producer, list.get(i));
            }
        }
    }

    @Override
    public void describe(Description to) {
        to.add("all(" + group.live() + " of " + size + " live)");
    }
}
