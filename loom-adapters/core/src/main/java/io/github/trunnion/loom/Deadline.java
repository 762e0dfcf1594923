package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * A point in time that bounds every await below a call.
 *
 * <pre>{@code
 * Report report = Deadline.after(Duration.ofSeconds(2)).call(() -> {
 *     Order order = Await.await(orders.find(id));           // both within the two seconds
 *     return new Report(order, Await.await(stock.of(order)));
 * });
 * }</pre>
 *
 * <p>An await that is pending when the deadline passes gives up as by a timeout, which cancels its
 * source, and throws {@link DeadlineExceededException}; later ones look once. An await with a
 * timeout of its own obeys what comes first. Deadlines nest: the earliest counts. A deadline
 * belongs to the thread of the call; {@link StageScope} hands it on to what it forks.
 *
 * <p>Only awaits obey it: code that computes, sleeps or blocks otherwise runs on.
 *
 * <p>Immutable, for any number of threads. Time is {@link System#nanoTime}.
 */
public final class Deadline {
    private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

    /** Spares threads of programs without deadlines the look at the thread-local. */
    private static volatile boolean used;

    private final Limit given;
    private final long start;

    private Deadline(Limit given) {
        this.given = given;
        this.start = System.nanoTime();
    }

    /**
     * Makes a deadline that passes after a time from now.
     *
     * @param time how long; zero or negative: it has passed
     * @return the deadline
     */
    public static Deadline after(Duration time) {
        return new Deadline(Limit.of(requireNonNull(time, "time")));
    }

    /**
     * The deadline that awaits of the calling thread obey.
     *
     * @return the deadline, or null
     */
    public static @Nullable Deadline current() {
        return used ? CURRENT.get() : null;
    }

    /**
     * How much time is left.
     *
     * @return the time, zero once the deadline has passed
     */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanosLeft()));
    }

    /**
     * Whether it has passed.
     *
     * @return true once it has
     */
    public boolean hasPassed() {
        return nanosLeft() <= 0;
    }

    /**
     * Calls a body whose awaits obey this deadline.
     *
     * @param body what to call
     * @param <T> the type of its result
     * @return its result
     * @throws Exception what the body throws; that includes {@link DeadlineExceededException} from
     *     an await
     */
    public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
        requireNonNull(body, "body");
        Deadline before = current();
        if (before != null && before.nanosLeft() <= nanosLeft()) {
            return body.call();
        }
        used = true; // volatile write
        CURRENT.set(this);
        try {
            return body.call();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /**
     * Runs a body whose awaits obey this deadline.
     *
     * @param body what to run
     * @throws Exception what the body throws
     */
    public void run(Throwing.Runnable body) throws Exception {
        requireNonNull(body, "body");
        this.<@Nullable Void>call(
                () -> {
                    body.run();
                    return null;
                });
    }

    /** May be negative. */
    long nanosLeft() {
        return given.isEndless() ? Long.MAX_VALUE : given.nanos() - (System.nanoTime() - start);
    }

    @Override
    public String toString() {
        return "Deadline[" + given.duration() + ", left " + left() + "]";
    }
}
