package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One race of stages (gr04). */
final class StageRace<T extends @Nullable Object> {
    private static final AwaitOptions<RuntimeException> WAIT =
            Await.with().onGiveUp(OnGiveUp.DETACH);

    private final List<? extends CompletionStage<? extends T>> stages;

    /** The winner's end; null if all have failed. */
    private final Named<@Nullable Settled<T>> won = new Named<>(this);

    /** In the order in which they came. */
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final AtomicInteger left;

    StageRace(List<? extends CompletionStage<? extends T>> stages) {
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("A race needs a stage; there is none.");
        }
        this.stages = stages;
        this.left = new AtomicInteger(stages.size());
    }

    T run() throws InterruptedException {
        List<SourceLink> links = new ArrayList<>();
        try {
            for (CompletionStage<? extends T> stage : stages) {
                links.add(SourceLink.<T>open(stage, this::ended));
            }
            Settled<T> end = WAIT.<@Nullable Settled<T>>await(won);
            if (end == null) {
                throw Sneaky.<RuntimeException>unchecked(allFailed());
            }
            return end.await(this, Waits.DEFAULT);
        } finally {
            links.forEach(SourceLink::close);
            OffLoop.run(() -> stages.forEach(StageRace::cancel));
        }
    }

    private void ended(@Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            won.complete(Settled.of(value, null));
            return;
        }
        failures.add(Failures.unwrap(failure)); // before the count
        if (left.decrementAndGet() == 0) {
            won.complete(null);
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            if (!Sources.isDone(stage)) {
                Sources.cancel(stage);
            }
        } catch (Throwable broken) {
            LoggerFactory.getLogger(StageScope.class)
                    .warn("cancel of {} threw", Sources.describe(stage), broken);
        }
    }

    /** The first failure, in an exception that is ours to add the others to. */
    private Throwable allFailed() {
        Throwable first = failures.remove();
        Throwable thrown = Failures.awaited(first, this, Rethrow.COPY, null);
        if (thrown == first) {
            thrown =
                    LibraryFrames.trim(
                            new AwaitException(
                                    this + " failed with " + Sources.describe(first), first));
        }
        for (Throwable other : failures) {
            if (other != first) {
                thrown.addSuppressed(other);
            }
        }
        return thrown;
    }

    @Override
    public String toString() {
        return "race of " + stages.size() + (stages.size() == 1 ? " stage" : " stages");
    }
}
