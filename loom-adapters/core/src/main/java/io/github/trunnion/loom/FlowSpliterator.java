package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.Spliterator;
import java.util.function.Consumer;

/** What a stream of {@link Flows} pulls from; never split, so in a parallel one too. */
final class FlowSpliterator<T> implements Spliterator<T> {
    private final FlowPull<T> pull;

    FlowSpliterator(FlowPull<T> pull) {
        this.pull = pull;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        requireNonNull(action, "action");
        T element = pull.next();
        if (element == null) {
            return false;
        }
        action.accept(element);
        return true;
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
