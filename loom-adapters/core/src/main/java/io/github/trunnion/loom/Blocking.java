package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * Runs blocking code as a future.
 *
 * <p>Each body gets a new virtual thread of the JDK's scheduler, at once; {@link #on} chooses other
 * threads.
 *
 * <pre>{@code
 * TaskFuture<byte[]> file = Blocking.supply(() -> Files.readAllBytes(path));
 * }</pre>
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>bl01: what the body throws is the failure, without a wrapper.
 *   <li>bl02, bl03: {@code cancel} completes the future at once. {@code cancel(true)} interrupts
 *       the body, once and only while it runs; {@code cancel(false)} lets it run on.
 *   <li>bl04, bl05: a body that has not begun when it is cancelled never runs; one that cancels
 *       itself is not interrupted.
 *   <li>bl06: completing {@link TaskFuture#toCompletableFuture()} from outside wins there, cancels
 *       the future and interrupts the body.
 *   <li>bl07: if no thread can be had the future fails with {@link RejectedExecutionException};
 *       nothing is thrown here.
 *   <li>bl08: {@link TaskFuture#terminated()} completes when the body has really returned.
 *   <li>bl09: cancelling a stage derived from the future does not reach the body; in {@link
 *       #linked} it does.
 *   <li>bl11: the body runs in the context of the call, {@link ContextCarrier#standard()} unless a
 *       launcher carries {@linkplain Launcher#context another}; dependents run without it. If the
 *       context cannot be captured the body is refused as in bl07, if it cannot be installed the
 *       future fails with what says so.
 *   <li>bl12: the body of {@link #lazy} starts at the first poll, in the context of the call of
 *       {@code lazy}; cancelled before that it never runs, while it runs it is interrupted.
 *   <li>bl13: {@link Launcher#limit} lets a number of bodies run at once; the others wait in the
 *       order of their calls, without a thread.
 * </ul>
 *
 * <p>Dependent stages without {@code Async} run on the body's thread after the body, so they may
 * block; those of a future that was cancelled run where it was cancelled, but never on a loop
 * thread. Asynchronous ones without an executor get a virtual thread each.
 */
public final class Blocking {
    private static final Launcher VIRTUAL = new Launcher(Blocking::startVirtual);

    private Blocking() {}

    /**
     * Starts a body that returns a value.
     *
     * @param body the blocking code
     * @param <T> the type of the value
     * @return its result
     */
    public static <T extends @Nullable Object> TaskFuture<T> supply(Callable<? extends T> body) {
        return VIRTUAL.supply(body);
    }

    /**
     * Starts a body without a value.
     *
     * @param body the blocking code
     * @return its end
     */
    public static TaskFuture<@Nullable Void> run(Throwing.Runnable body) {
        return VIRTUAL.run(body);
    }

    /**
     * A body as a poll-future, started by its first poll.
     *
     * @param body the blocking code
     * @param <T> the type of the value
     * @return the future; what the body throws is its failure, as it is
     */
    public static <T extends @Nullable Object> PollFuture<T> lazy(Callable<? extends T> body) {
        return VIRTUAL.lazy(body);
    }

    /**
     * A view of a task that is linked with it in both directions: cancelling the view, or any stage
     * that is derived from it, over however many steps, cancels the task and so interrupts a body.
     *
     * <p>So does failing such a stage from outside, {@code orTimeout} included. Completing one with
     * a value does not, nor does anything that is done to it when it is complete. The task is
     * cancelled also if other stages wait for it. Made of any task, a spawned one too. Dependents
     * run where those of the task run.
     *
     * @param task the task
     * @param <T> the type of the value
     * @return a new view at each call, which ends as the task does
     */
    public static <T extends @Nullable Object> CompletableFuture<T> linked(TaskFuture<T> task) {
        return LinkedFuture.<T>of(requireNonNull(task, "task"));
    }

    /**
     * The launcher behind {@link #supply}, to be given a name, a context or a limit.
     *
     * @return a launcher of new virtual threads of the JDK's scheduler
     */
    public static Launcher with() {
        return VIRTUAL;
    }

    /**
     * Runs bodies on threads of a factory, one each.
     *
     * @param threads the factory
     * @return a launcher
     */
    @SuppressWarnings("overloads") // a lambda in place of either can be cast
    public static Launcher on(ThreadFactory threads) {
        requireNonNull(threads, "threads");
        return new Launcher(
                task -> {
                    Thread thread = threads.newThread(task);
                    if (thread == null) {
                        throw new RejectedExecutionException(threads + " made no thread");
                    }
                    thread.start();
                });
    }

    /**
     * Runs bodies on an executor.
     *
     * <p>The interrupt flag of its threads is clear after each body.
     *
     * @param executor the executor; a {@link BridgeExecutor} is taken as by {@link
     *     #on(BridgeExecutor)}
     * @return a launcher
     */
    @SuppressWarnings("overloads") // as above
    public static Launcher on(Executor executor) {
        requireNonNull(executor, "executor");
        if (executor instanceof BridgeExecutor bridge) {
            return on(bridge);
        }
        return new Launcher(executor::execute);
    }

    /**
     * Runs bodies beside the carriers of an executor: never on them, for there they would stop the
     * loop, but on virtual threads that are refused once the executor is closed. Closing the
     * executor neither waits for bodies that run nor cancels them.
     *
     * @param bridge the executor
     * @return a launcher
     */
    public static Launcher on(BridgeExecutor bridge) {
        requireNonNull(bridge, "bridge");
        return new Launcher(
                task -> {
                    if (bridge.isClosed()) {
                        throw new RejectedExecutionException(bridge + " is closed");
                    }
                    startVirtual(task);
                });
    }

    private static void startVirtual(BlockingTask<?> task) {
        VirtualThreads.startBody(task, task.hasLimits(), task::reject);
    }

    /** Gives a task a thread, or throws. */
    @FunctionalInterface
    interface Start {
        void start(BlockingTask<?> task);
    }

    /** Starts bodies in one way. Immutable, for any number of threads. */
    public static final class Launcher {
        private final Start start;
        private final @Nullable String name;
        private final @Nullable ContextCarrier context; // null: the standard one
        private final List<BodyLimit> limits; // the innermost first

        private Launcher(Start start) {
            this(start, null, null, List.of());
        }

        private Launcher(
                Start start,
                @Nullable String name,
                @Nullable ContextCarrier context,
                List<BodyLimit> limits) {
            this.start = start;
            this.name = name;
            this.context = context;
            this.limits = limits;
        }

        /**
         * Names what this launcher starts: the thread bears the name while the body runs, and the
         * future shows it.
         *
         * @param name the name
         * @return a launcher with that name
         */
        public Launcher name(String name) {
            return new Launcher(start, requireNonNull(name, "name"), context, limits);
        }

        /**
         * Chooses the context that bodies run in (bl11): it is captured at each call, in the
         * caller's thread, and installed around the body.
         *
         * @param context what is carried in place of {@link ContextCarrier#standard()}; {@link
         *     ContextCarrier#none()} carries nothing
         * @return a launcher with that context
         */
        public Launcher context(ContextCarrier context) {
            return new Launcher(start, name, requireNonNull(context, "context"), limits);
        }

        /**
         * Lets at most so many bodies run at once (bl13). The returned launcher and all that are
         * derived from it share the limit; derived by another {@code limit}, they obey both.
         *
         * <p>A body that has to wait needs no thread and begins in the order of the calls.
         * Cancelled while it waits it never runs and gives its place up. A body that is cancelled
         * while it runs counts until it has returned. One that is refused when its turn comes fails
         * as in bl07, and the next one has its turn.
         *
         * <p>The next one is started by the thread that ends, or cancels, the one before. So an
         * executor has to take one while that thread is just coming back: a pool of n threads needs
         * a queue. In an executor that runs tasks in place, a body must not wait for the stages of
         * the one before.
         *
         * @param most how many
         * @return a launcher with that limit
         * @throws IllegalArgumentException if it is less than 1
         */
        public Launcher limit(int most) {
            List<BodyLimit> all = new ArrayList<>();
            all.add(new BodyLimit(most));
            all.addAll(limits);
            return new Launcher(start, name, context, List.copyOf(all));
        }

        /**
         * Starts a body that returns a value.
         *
         * @param body the blocking code
         * @param <T> the type of the value
         * @return its result
         */
        public <T extends @Nullable Object> TaskFuture<T> supply(Callable<? extends T> body) {
            BlockingTask<T> task = this.<T>prepare(body);
            launch(task);
            return task;
        }

        /**
         * A body as a poll-future, started by its first poll; in a limit its place is that of the
         * first poll.
         *
         * @param body the blocking code
         * @param <T> the type of the value
         * @return the future; what the body throws is its failure, as it is
         */
        public <T extends @Nullable Object> PollFuture<T> lazy(Callable<? extends T> body) {
            return new LazyBody<>(this, this.<T>prepare(body), null);
        }

        /**
         * A body whose value holds something, as a poll-future, started by its first poll.
         *
         * <p>If the body returns although the future was cancelled, or its value is lost otherwise,
         * the value is handed to an action, once: {@link
         * io.github.trunnion.futures.PollFutures#onDiscard} gets only values that a poll has
         * returned.
         *
         * @param body the blocking code
         * @param onDiscard releases the value; called on any thread, a loop thread or that of the
         *     body, so it must not block
         * @param <T> the type of the value
         * @return the future; what the body throws is its failure, as it is
         */
        public <T extends @Nullable Object> PollFuture<T> lazy(
                Callable<? extends T> body, Throwing.Consumer<? super T> onDiscard) {
            return new LazyBody<>(
                    this, this.<T>prepare(body), requireNonNull(onDiscard, "onDiscard"));
        }

        /** A task in the context of this thread, not started; refused if that cannot be had. */
        private <T extends @Nullable Object> BlockingTask<T> prepare(Callable<? extends T> body) {
            requireNonNull(body, "body");
            try {
                ContextCarrier carrier = context == null ? ContextCarrier.standard() : context;
                return new BlockingTask<T>(carrier.capture().<T>wrapCallable(body), name);
            } catch (Throwable refused) {
                BlockingTask<T> task = new BlockingTask<>(body, name);
                task.reject(refused);
                return task;
            }
        }

        void launch(BlockingTask<?> task) {
            if (task.isDone()) {
                return; // refused
            }
            try {
                if (limits.isEmpty()) {
                    task.startBy(start);
                } else {
                    Admission admission = new Admission(task, start, limits);
                    task.admitThrough(admission);
                    admission.begin();
                }
            } catch (Throwable refused) {
                task.reject(refused);
            }
        }

        /**
         * Starts a body without a value.
         *
         * @param body the blocking code
         * @return its end
         */
        public TaskFuture<@Nullable Void> run(Throwing.Runnable body) {
            requireNonNull(body, "body");
            return supply(
                    () -> {
                        body.run();
                        return null;
                    });
        }
    }
}
