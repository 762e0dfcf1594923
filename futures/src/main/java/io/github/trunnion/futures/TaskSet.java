package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;

/**
 * A changing set of futures that run side by side and are taken as they finish.
 *
 * <p>A set belongs to one owner, as a future does: its methods and the futures of {@link #take} are
 * used by one thread at a time, each use happening-before the next. The tasks make progress while a
 * {@code take()} is polled. A task may spawn into its own set, or cancel it.
 *
 * <pre>{@code
 * TaskSet<Page> pages = new TaskSet<>();
 * urls.forEach(url -> pages.spawn(fetch(url)));
 * return PollFutures.whenDone(pages.take(), (page, failure) -> pages.cancel());
 * }</pre>
 *
 * <p>A set whose owner loses interest is cancelled by {@link #cancel}: cancelling a {@code take()}
 * only ends that wait.
 *
 * @param <T> the type of the values
 */
public final class TaskSet<T extends @Nullable Object> {

    /*
     * Overview.
     *
     * A Group with a life of its own. It has no buffer of finished tasks: children are polled only by
     * a take, which hands out the first that ends. So neither cancel nor a dropped take has values to
     * discard, but for the one that the take has just handed out.
     *
     * Possible states of a take: see OneShot. From its first poll to its end it is the live one, whose
     * owner is woken by the tasks, by spawn, and by cancel.
     */

    private final Group<T> group = new Group<>();
    private @Nullable Take live; // the take that was polled and has not ended

    /** Makes an empty set. */
    public TaskSet() {}

    /**
     * Adds a task; its first poll comes with the next poll of a {@link #take}.
     *
     * @param future the task
     */
    public void spawn(PollFuture<? extends T> future) {
        group.add(requireNonNull(future, "future"), 0);
        group.wakeOwner();
    }

    /**
     * The next task to finish.
     *
     * <p>Takes are polled one at a time: a poll throws {@link IllegalStateException} while another
     * take of this set has been polled and has neither ended nor been cancelled.
     *
     * @return a future of the value of that task. The task's failure is its failure; the set stays
     *     usable. It fails with {@link NoSuchElementException} when it is polled while the set is
     *     empty. A value that is not delivered goes to {@code onDiscard} of the task.
     */
    public PollFuture<T> take() {
        return new Take();
    }

    /**
     * How many tasks have not been taken yet.
     *
     * @return the number of tasks
     */
    public int size() {
        return group.live();
    }

    /**
     * Whether all tasks have been taken.
     *
     * @return true if {@link #size} is 0
     */
    public boolean isEmpty() {
        return group.live() == 0;
    }

    /**
     * Cancels all tasks that have not been taken; the set is empty then and stays usable.
     *
     * <p>A task that calls this from inside its own poll is cancelled when that poll returns; if it
     * returns a value, that goes to the task's {@code onDiscard}.
     */
    public void cancel() {
        group.cancel();
        group.wakeOwner(); // an awaited take finds the set empty
    }

    @Override
    public String toString() {
        return "TaskSet[" + group.live() + " live]";
    }

    private final class Take extends OneShot<T> {
        private @Nullable PollFuture<T> producer;

        @Override
        Poll<T> advance(Context cx) throws Exception {
            if (live != null && live != this) {
                throw new IllegalStateException(
                        this + " was polled while an earlier take of it is awaited");
            }
            live = this;
            group.begin(cx);
            Finished<T> finished = group.next(cx);
            if (finished != null) {
                T value = finished.value();
                producer = finished.future();
                return Poll.ready(value);
            }
            if (group.live() == 0) {
                throw new NoSuchElementException("The TaskSet is empty: there is no task to take");
            }
            return Poll.pending();
        }

        @Override
        void release() {
            if (live == this) {
                live = null;
                group.forgetOwner();
            }
        }

        @Override
        public void onDiscard(T value) {
            PollFuture<T> made = producer;
            producer = null;
            if (made != null) {
                Safely.discard(made, value);
            }
        }

        @Override
        public void describe(Description to) {
            to.add(TaskSet.this.toString()).add(".take");
        }
    }
}
