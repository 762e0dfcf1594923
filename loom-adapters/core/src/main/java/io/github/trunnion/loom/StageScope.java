package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A group of stages and blocking bodies that end before the block does which opened it.
 *
 * <pre>{@code
 * try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
 *     ScopeMember<User> user = scope.attach(users.find(id));       // an asynchronous client
 *     ScopeMember<String> page = scope.fork(() -> read(template)); // blocking code
 *     scope.join();
 *     return render(user.get(), page.get());
 * }
 * }</pre>
 *
 * <p>A scope belongs to the thread that opened it: only that one attaches, forks, joins and closes.
 * What it forks runs on a virtual thread of its own, under the {@link Deadline} of the fork. It
 * uses no preview feature of the JDK.
 */
public final class StageScope implements AutoCloseable {
    /** What the failure of a member means for the others. */
    public enum Policy {
        /** The first failure cancels the others at once, and join throws it. */
        FAIL_FAST,

        /** All members are waited for; each has its own outcome, and join throws none. */
        WAIT_ALL
    }

    private static final AwaitOptions<RuntimeException> JOIN =
            Await.with().onGiveUp(OnGiveUp.DETACH);

    /** After this a close that waits says so. */
    private static final long PATIENCE_SECONDS = 10;

    private final Thread owner = Thread.currentThread();
    private final Policy policy;
    private final ScopeMembers members;

    private boolean joining; // of the owner

    /** Written by the owner when its join or close has ended: members have what they will have. */
    private volatile boolean joined;

    private boolean closed; // of the owner

    private StageScope(Policy policy) {
        this.policy = policy;
        this.members = new ScopeMembers(policy == Policy.FAIL_FAST, new Named<>(this));
    }

    /**
     * Opens a scope that belongs to the calling thread.
     *
     * @param policy what the failure of a member means
     * @return the scope, to be closed by the same thread
     */
    public static StageScope open(Policy policy) {
        return new StageScope(requireNonNull(policy, "policy"));
    }

    /**
     * Makes a stage a member: its failure and its end count, and it is cancelled with the others
     * (aw07).
     *
     * @param stage the stage
     * @param <T> the type of its value
     * @return the member
     * @throws IllegalStateException on another thread than the owner's, after join or close
     */
    public <T extends @Nullable Object> ScopeMember<T> attach(CompletionStage<? extends T> stage) {
        requireNonNull(stage, "stage");
        requireOpen("attach");
        return this.<T>add(stage);
    }

    /**
     * Runs a body on a virtual thread of its own. In a scope that has failed already it does not
     * run, and is cancelled.
     *
     * @param body the blocking code
     * @param <T> the type of its value
     * @return the member
     * @throws IllegalStateException on another thread than the owner's, after join or close
     */
    public <T extends @Nullable Object> ScopeMember<T> fork(Callable<? extends T> body) {
        return this.<T>fork(Blocking.with(), body);
    }

    /**
     * Runs a body as a launcher does: under its name, in its context and limits, on its threads. In
     * a scope that has failed already it does not run, and is cancelled.
     *
     * @param launcher starts the body
     * @param body the blocking code
     * @param <T> the type of the value
     * @return the member
     * @throws IllegalStateException on another thread than the owner's, after join or close
     */
    public <T extends @Nullable Object> ScopeMember<T> fork(
            Blocking.Launcher launcher, Callable<? extends T> body) {
        requireNonNull(launcher, "launcher");
        requireNonNull(body, "body");
        requireOpen("fork");
        if (members.areCancelled()) {
            CompletableFuture<T> never = new CompletableFuture<>();
            never.cancel(true);
            return this.<T>add(never);
        }
        Deadline deadline = Deadline.current();
        Callable<? extends T> call = deadline == null ? body : () -> deadline.<T>call(body::call);
        return this.<T>add(launcher.<T>supply(call));
    }

    private <T extends @Nullable Object> ScopeMember<T> add(CompletionStage<? extends T> stage) {
        ScopeMember<T> member = new ScopeMember<>(this, members, stage);
        members.add(member);
        return member;
    }

    /**
     * Waits for the members: for all, or until one has failed in a {@link Policy#FAIL_FAST} scope,
     * whose failure it throws by the rules of {@link Await}. Nothing can be added afterwards. A
     * second join waits again.
     *
     * @throws InterruptedException if the thread is interrupted; all members are cancelled (gr02)
     * @throws DeadlineExceededException if the {@link Deadline} passes; all members are cancelled
     * @throws IllegalStateException on another thread than the owner's, or after close
     */
    public void join() throws InterruptedException {
        this.<RuntimeException>joinThrowing(JOIN, null);
    }

    /**
     * Waits for the members, some of which fail with a checked exception.
     *
     * @param declared the exceptions to be thrown as such
     * @param <X> the type of these exceptions
     * @throws X if a member has failed with one, in a {@link Policy#FAIL_FAST} scope
     * @throws InterruptedException if the thread is interrupted; all members are cancelled
     */
    public <X extends Exception> void join(Class<X> declared) throws X, InterruptedException {
        requireNonNull(declared, "declared");
        this.<RuntimeException>joinThrowing(JOIN, declared);
    }

    /**
     * Waits for the members for a limited time.
     *
     * @param timeout how long; zero or negative looks once
     * @throws InterruptedException if the thread is interrupted; all members are cancelled
     * @throws TimeoutException if the time is up; all members are cancelled
     */
    public void join(Duration timeout) throws InterruptedException, TimeoutException {
        this.<TimeoutException>joinThrowing(JOIN.timeout(timeout), null);
    }

    /**
     * Waits for a limited time for members, some of which fail with a checked exception.
     *
     * @param timeout how long; zero or negative looks once
     * @param declared the exceptions to be thrown as such
     * @param <X> the type of these exceptions
     * @throws X if a member has failed with one, in a {@link Policy#FAIL_FAST} scope
     * @throws InterruptedException if the thread is interrupted; all members are cancelled
     * @throws TimeoutException if the time is up; all members are cancelled
     */
    public <X extends Exception> void join(Duration timeout, Class<X> declared)
            throws X, InterruptedException, TimeoutException {
        requireNonNull(declared, "declared");
        this.<TimeoutException>joinThrowing(JOIN.timeout(timeout), declared);
    }

    private <E extends Exception> void joinThrowing(
            AwaitOptions<E> options, @Nullable Class<? extends Exception> declared)
            throws InterruptedException, E {
        requireOwner("join");
        if (closed) {
            throw new IllegalStateException("join of " + this + ": it is closed.");
        }
        if (!joining) {
            joining = true;
            members.complete();
        }
        boolean waited = false;
        try {
            options.<@Nullable Void>await(members.over());
            waited = true;
        } finally {
            joined = true;
            if (!waited) {
                members.cancelAll();
            }
        }
        Throwable failure = members.firstFailure();
        if (failure != null) {
            throw Sneaky.<RuntimeException>unchecked(
                    Failures.awaited(failure, this, Rethrow.COPY, declared));
        }
    }

    /**
     * Ends the scope: cancels what has not ended, and waits until nothing of the members runs any
     * more (gr03), also through interrupts, which stay in the flag, and beyond a deadline.
     * Idempotent.
     *
     * <p>A stage that no cancel reaches, such as a minimal one, is waited for until it completes:
     * give it a time-out of its own, or attach a copy of it, which ends when it is cancelled.
     *
     * @throws IllegalStateException on another thread than the owner's
     */
    @Override
    public void close() {
        requireOwner("close");
        if (closed) {
            return;
        }
        closed = true;
        if (!members.areDone()) {
            members.cancelAll();
        }
        try {
            awaitMembers();
        } finally {
            joined = true;
            members.all().forEach(ScopeMember::forget);
        }
    }

    private void awaitMembers() {
        boolean interrupted = false;
        try {
            for (ScopeMember<?> member : members.all()) {
                interrupted |= awaitEnd(member);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether it was interrupted meanwhile. */
    private static boolean awaitEnd(ScopeMember<?> member) {
        Future<?> end = member.terminated();
        if (end.isDone()) {
            return false;
        }
        AwaitGuard.NORMAL.requireMayBlock("StageScope.close");
        PendingAwait pending = Awaits.begin(member);
        boolean interrupted = false;
        try {
            boolean patient = false;
            while (true) {
                try {
                    if (patient) {
                        end.get();
                    } else {
                        end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    }
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException stillThere) {
                    patient = true;
                    LoggerFactory.getLogger(StageScope.class)
                            .warn(
                                    "The close of a scope has waited for {} seconds for {}, which"
                                        + " was cancelled: it goes on waiting until that has ended."
                                        + " Give it a time-out of its own, or attach a copy of it.",
                                    PATIENCE_SECONDS,
                                    member);
                } catch (ExecutionException | CancellationException ended) {
                    return interrupted;
                }
            }
        } finally {
            Awaits.end(pending);
        }
    }

    /**
     * Waits for the first stage with a value and cancels the others.
     *
     * @param stages the stages
     * @param <T> the type of the value
     * @return the value
     * @throws InterruptedException if the thread is interrupted; all stages are cancelled
     * @throws IllegalArgumentException if there is no stage
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> T race(CompletionStage<? extends T>... stages)
            throws InterruptedException {
        return StageScope.<T>race(Arrays.asList(requireNonNull(stages, "stages")));
    }

    /**
     * Waits for the first stage with a value and cancels the others (gr04). If all fail, or are
     * cancelled, the first failure is thrown by the rules of {@link Await}: a copy, or an {@link
     * AwaitException}, which has the others as suppressed exceptions.
     *
     * @param stages the stages
     * @param <T> the type of the value
     * @return the value
     * @throws InterruptedException if the thread is interrupted; all stages are cancelled
     * @throws IllegalArgumentException if there is no stage
     */
    public static <T extends @Nullable Object> T race(
            Collection<? extends CompletionStage<? extends T>> stages) throws InterruptedException {
        return new StageRace<T>(copyOf(stages)).run();
    }

    /**
     * Waits for the values of all stages. The first failure cancels the others and is thrown by the
     * rules of {@link Await} (gr05).
     *
     * @param stages the stages
     * @param <T> the type of the values
     * @return the values in the order of the stages, unmodifiable
     * @throws InterruptedException if the thread is interrupted; all stages are cancelled
     */
    public static <T extends @Nullable Object> List<T> all(
            Collection<? extends CompletionStage<? extends T>> stages) throws InterruptedException {
        try (StageScope scope = open(Policy.FAIL_FAST)) {
            List<ScopeMember<T>> members = new ArrayList<>();
            for (CompletionStage<? extends T> stage : copyOf(stages)) {
                members.add(scope.<T>attach(stage));
            }
            scope.join();
            List<T> values = new ArrayList<>(members.size());
            for (ScopeMember<T> member : members) {
                values.add(member.get());
            }
            return Collections.unmodifiableList(values);
        }
    }

    private static <S> List<S> copyOf(Collection<? extends S> stages) {
        List<S> copy = new ArrayList<>(requireNonNull(stages, "stages"));
        for (int i = 0; i < copy.size(); i++) {
            requireNonNull(copy.get(i), "stage " + i + " of " + copy.size());
        }
        return copy;
    }

    private void requireOwner(String operation) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    operation
                            + " of "
                            + this
                            + " on "
                            + Thread.currentThread()
                            + ". A scope belongs to the thread that opened it.");
        }
    }

    private void requireOpen(String operation) {
        requireOwner(operation);
        if (closed || joining) {
            throw new IllegalStateException(
                    operation
                            + " in "
                            + this
                            + (closed ? ", which is closed." : ", which has been joined.")
                            + " Open another scope.");
        }
    }

    void requireJoined(ScopeMember<?> member, String operation) {
        if (!joined) {
            throw new IllegalStateException(
                    operation + " of " + member + " before the join of its scope. Join it first.");
        }
    }

    @Override
    public String toString() {
        int size = members.all().size();
        return "StageScope["
                + policy
                + ", "
                + size
                + (size == 1 ? " member of " : " members of ")
                + owner
                + "]";
    }
}
