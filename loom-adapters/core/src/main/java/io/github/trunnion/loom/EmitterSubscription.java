package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;

/** One subscriber of {@link Flows#publisher}, and the body that runs for it (fl02). */
final class EmitterSubscription<T>
        implements Flow.Subscription, Flows.Emitter<T>, ManagedPark.Wait {
    /*
     * Overview
     *
     * Two words. The demand says how many elements may be emitted, and whether the body is parked
     * because there are none. The signal says who may call the subscriber: only who has taken it out
     * of IDLE, so signals never overlap and none follows the end.
     *
     * A request beside an emit. Thread A emits and finds no demand, B requests. A marks the demand
     * as WAITED by CAS from zero. If B was first, the CAS fails and A takes what B has given. If A
     * was first, B's CAS replaces WAITED and B unparks A, once.
     *
     * A request that is not positive (rule 3.9) comes on any thread, also inside onNext. If the
     * signal is IDLE that thread takes it and signals the error itself, for the body may be busy for
     * long. If the subscriber is being called, the error is left in the word, and who called signals
     * it when the subscriber has returned.
     *
     * A cancel before the task is known. The body may run, and the subscriber may cancel, before
     * start() has stored the task. So start() looks at the signal after the store and cancel at the
     * task after it has set the signal: one of the two interrupts the body.
     *
     * Possible transitions of the signal, which begins as CALLING, for onSubscribe:
     *   IDLE    -> CALLING  the body has demand and goes into onNext
     *   CALLING -> IDLE     onSubscribe or onNext has returned
     *   IDLE    -> OVER     the body has ended, a request was refused, or cancel; the first two
     *                       signal afterwards
     *   CALLING -> OVER     cancel, or the subscriber threw
     *   CALLING -> IllegalArgumentException  a request was refused
     *   IllegalArgumentException -> OVER  the caller is about to signal it, or cancel
     *
     * Possible transitions of the demand:
     *   n      -> n - 1   emit; an endless one stays
     *   0      -> WAITED  the body is about to park
     *   n      -> n + m   request; at most endless (rule 3.17)
     *   WAITED -> m       request; unparks the body
     */
    private static final Object IDLE = new Object();
    private static final Object CALLING = new Object();
    private static final Object OVER = new Object();
    private static final long WAITED = -1;

    private final Flow.Subscriber<? super T> subscriber;
    private final Throwing.Consumer<? super Flows.Emitter<T>> body;

    private volatile Object signal = CALLING; // left by CAS, or for OVER by getAndSet
    private volatile long demand; // by CAS
    private volatile @Nullable TaskFuture<?> task; // written once
    private volatile @Nullable Thread thread; // of the body; written once by it

    EmitterSubscription(
            Flow.Subscriber<? super T> subscriber,
            Throwing.Consumer<? super Flows.Emitter<T>> body) {
        this.subscriber = subscriber;
        this.body = body;
    }

    /** Gives the subscriber this subscription, and the body a thread. */
    void start(Blocking.Launcher launcher) {
        try {
            subscriber.onSubscribe(this);
        } catch (Throwable thrown) {
            signal = OVER; // volatile: as if the subscriber had cancelled (rule 2.13)
            report(thrown);
            return;
        }
        if (!endCall()) {
            return;
        }
        TaskFuture<?> started = launcher.run(this::run);
        task = started; // volatile: before the look
        if (signal == OVER) { // volatile read
            started.cancel(true);
        }
        started.whenComplete(
                (end, notStarted) -> {
                    if (notStarted != null) {
                        end(Failures.unwrap(notStarted));
                    }
                });
    }

    // The body's side

    private void run() {
        thread = Thread.currentThread(); // volatile: before the first WAITED
        Throwable failure = null;
        try {
            body.accept(this);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        end(failure);
    }

    private void end(@Nullable Throwable failure) {
        if (!SIGNAL.compareAndSet(this, IDLE, OVER)) { // volatile
            return;
        }
        try {
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    @Override
    public void emit(T element) throws InterruptedException {
        requireNonNull(element, "element");
        requireOwnThread();
        takeDemand();
        if (!SIGNAL.compareAndSet(this, IDLE, CALLING)) { // volatile
            throw over();
        }
        try {
            subscriber.onNext(element);
        } catch (Throwable thrown) {
            signal = OVER; // volatile: as if the subscriber had cancelled (rule 2.13)
            report(thrown);
            throw over();
        }
        if (!endCall()) {
            throw over();
        }
    }

    /** The subscriber has returned; false if the subscription is over. */
    private boolean endCall() {
        if (SIGNAL.compareAndSet(this, CALLING, IDLE)) { // volatile
            return true;
        }
        Object left = signal; // volatile read
        if (left instanceof IllegalArgumentException refused
                && SIGNAL.compareAndSet(this, left, OVER)) { // volatile
            signalError(refused);
        }
        return false;
    }

    private void requireOwnThread() {
        if (thread != Thread.currentThread()) { // volatile read
            throw new IllegalStateException(
                    "emit was called on "
                            + Thread.currentThread()
                            + ", but the body of this emitter runs on "
                            + thread
                            + ". Have the body's own thread emit, for instance what it takes from"
                            + " a queue.");
        }
    }

    private void takeDemand() throws InterruptedException {
        while (true) {
            if (signal == OVER) { // volatile read
                throw over();
            }
            long seen = demand; // volatile read
            if (seen == Long.MAX_VALUE
                    || (seen > 0 && DEMAND.compareAndSet(this, seen, seen - 1))) { // volatile
                return;
            }
            if (seen == WAITED || (seen == 0 && DEMAND.compareAndSet(this, 0L, WAITED))) {
                if (Thread.interrupted()) {
                    throw signal == OVER // volatile read
                            ? over()
                            : new InterruptedException("Interrupted while waiting for demand");
                }
                ManagedPark.park(this, this);
            }
        }
    }

    @Override
    public boolean isOver() {
        return demand != WAITED || signal == OVER; // volatile reads
    }

    private static InterruptedException over() {
        return new InterruptedException("The subscription of this emitter has ended");
    }

    @Override
    public boolean isCancelled() {
        Object seen = signal; // volatile read
        return seen != IDLE && seen != CALLING;
    }

    // The subscriber's side

    @Override
    public void request(long count) {
        if (count <= 0) {
            refuse(
                    new IllegalArgumentException(
                            "request("
                                    + count
                                    + ") of "
                                    + Sources.describe(subscriber)
                                    + ": a request has to be positive (rule 3.9 of Reactive"
                                    + " Streams)"));
            return;
        }
        while (true) {
            long seen = demand; // volatile read
            long sum = Math.max(seen, 0) + count;
            if (DEMAND.compareAndSet(this, seen, sum < 0 ? Long.MAX_VALUE : sum)) { // volatile
                if (seen == WAITED) {
                    LockSupport.unpark(thread); // volatile read
                }
                return;
            }
        }
    }

    private void refuse(IllegalArgumentException refused) {
        while (true) {
            Object seen = signal; // volatile read
            if (seen == IDLE && SIGNAL.compareAndSet(this, IDLE, OVER)) { // volatile
                signalError(refused);
                stopBody();
                return;
            }
            if (seen == CALLING && SIGNAL.compareAndSet(this, CALLING, refused)) { // volatile
                stopBody();
                return;
            }
            if (seen != IDLE && seen != CALLING) {
                return;
            }
        }
    }

    private void signalError(IllegalArgumentException refused) {
        try {
            subscriber.onError(refused);
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    @Override
    public void cancel() {
        if (SIGNAL.getAndSet(this, OVER) != OVER) { // volatile: before the task is looked at
            stopBody();
        }
    }

    private void stopBody() {
        TaskFuture<?> running = task; // volatile read
        if (running != null) {
            running.cancel(true);
        }
    }

    private void report(Throwable thrown) {
        LoggerFactory.getLogger(Flows.class)
                .warn("{} threw, so it is cancelled", Sources.describe(subscriber), thrown);
    }

    @Override
    public String toString() {
        return "Subscription[" + Sources.describe(subscriber) + "]";
    }

    private static final VarHandle SIGNAL;
    private static final VarHandle DEMAND;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SIGNAL = lookup.findVarHandle(EmitterSubscription.class, "signal", Object.class);
            DEMAND = lookup.findVarHandle(EmitterSubscription.class, "demand", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?>[] ensureLoaded = {LockSupport.class, ManagedPark.class};
    }
}
