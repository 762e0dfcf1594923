package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;

/** A subscriber whose elements one thread pulls, which parks while there is none (fl01). */
final class FlowPull<T> implements Flow.Subscriber<T>, ManagedPark.Wait {
    /*
     * Overview
     *
     * The publisher's thread puts elements into a queue, the puller takes them out. The queue is
     * bounded by the credit: what was requested and has not come. An element without credit is the
     * publisher's error and ends the stream; it is not stored. There is no lock: the publisher's
     * thread may be a loop, and the puller may need that loop to go on.
     *
     * The end is stored after the last element, so the puller reads the end first and the queue
     * afterwards: if it finds an end and then no element, there is none to come.
     *
     * No wake is lost. Thread A pulls and B signals. A stores itself as the waiter and then looks at
     * end and queue again; B stores its signal and then takes the waiter. Either A's look finds the
     * signal or B finds A. B takes the waiter out before it unparks, so each registration is
     * unparked once at most; A looks again after each park, since permits may come from anybody.
     *
     * Possible transitions of the end:
     *   none -> COMPLETE   onComplete
     *   none -> CLOSED     close
     *   none -> Throwable  onError; or a rule was broken, or the puller gave up
     */
    private static final Object COMPLETE = new Object();
    private static final Object CLOSED = new Object();
    private static final String OPERATION = "Flows.stream";

    private final Flow.Publisher<? extends T> publisher;
    private final int prefetch;
    private final int replenishAt;
    private final Waits how;
    private final Upstream upstream = new Upstream();
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Object end; // null is left by CAS
    private volatile @Nullable Thread waiter; // set by the puller, taken by getAndSet
    private volatile long credit; // by getAndAdd
    private boolean subscribed; // of the puller
    private int consumed; // of the puller: since the last request

    FlowPull(Flow.Publisher<? extends T> publisher, int prefetch, Waits how) {
        this.publisher = publisher;
        this.prefetch = prefetch;
        this.replenishAt = prefetch - (prefetch >> 2);
        this.how = how;
    }

    // The publisher's side

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (subscription == null) {
            throw broken("subscription");
        }
        if (upstream.accept(subscription)) {
            request(prefetch);
        }
    }

    @Override
    public void onNext(T element) {
        if (element == null) {
            throw broken("element");
        }
        if (end != null) { // volatile read
            return;
        }
        if ((long) CREDIT.getAndAdd(this, -1L) <= 0) { // volatile
            fail(
                    new IllegalStateException(
                            Sources.describe(publisher)
                                    + " has sent an element that was not requested (rule 1.1 of"
                                    + " Reactive Streams); Flows.stream has cancelled it. Mend"
                                    + " the publisher, or put a buffer behind it."));
            return;
        }
        queue.add(element); // before the waiter is taken
        wake();
        if (end == CLOSED) { // volatile read: the puller may have cleared the queue before
            queue.clear();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (failure == null) {
            throw broken("failure");
        }
        upstream.forget();
        end(failure);
    }

    @Override
    public void onComplete() {
        upstream.forget();
        end(COMPLETE);
    }

    /** A null, which rule 2.13 forbids; nothing else may come of this publisher. */
    private NullPointerException broken(String parameter) {
        NullPointerException violation = new NullPointerException(parameter);
        fail(violation);
        return violation;
    }

    private void fail(Throwable failure) {
        if (end(failure)) {
            upstream.cancel();
        }
    }

    private boolean end(Object how) {
        boolean first = END.compareAndSet(this, null, how); // volatile: after the elements
        if (first) {
            wake();
        }
        return first;
    }

    private void wake() {
        if (waiter != null) { // volatile read, after the signal was stored
            Thread taken = (Thread) WAITER.getAndSet(this, null); // volatile
            if (taken != null && taken != Thread.currentThread()) {
                LockSupport.unpark(taken);
            }
        }
    }

    // The puller's side

    /** The next element, or null at the end. */
    @Nullable T next() {
        how.guard().enter(OPERATION);
        subscribe();
        while (true) {
            Object seen = end; // volatile read, before the queue is looked at
            if (seen == CLOSED) {
                throw closed();
            }
            T element = queue.poll();
            if (element != null) {
                replenish();
                return element;
            }
            if (seen == COMPLETE) {
                return null;
            }
            if (seen instanceof Throwable failure) {
                throw FlowPull.<RuntimeException>raise(
                        Failures.awaited(failure, publisher, how.rethrow(), how.declared()));
            }
            park();
        }
    }

    private CancellationException closed() {
        return LibraryFrames.trim(
                new CancellationException(
                        "The stream of " + Sources.describe(publisher) + " was closed"));
    }

    private void subscribe() {
        if (!subscribed) {
            subscribed = true;
            if (end == null) { // volatile read
                try {
                    publisher.subscribe(this);
                } catch (Throwable thrown) {
                    fail(thrown);
                }
            }
        }
    }

    private void replenish() {
        if (++consumed == replenishAt) {
            consumed = 0;
            request(replenishAt);
        }
    }

    private void request(int count) {
        CREDIT.getAndAdd(this, (long) count); // volatile: before the elements come
        try {
            upstream.request(count);
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    /** Waits for a signal, or gives up; returns also if there is none. */
    private void park() {
        how.guard().requireMayBlock(OPERATION);
        PendingAwait pending = Awaits.begin(publisher);
        try {
            waiter = Thread.currentThread(); // volatile: before the look
            while (waiter != null && isSilent()) { // volatile reads
                Limit limit = how.limit().orDeadline();
                if (Thread.interrupted()) {
                    giveUpInterrupted();
                } else if (limit.isEndless()) {
                    ManagedPark.park(publisher, this);
                } else if (limit.isOneLook()) {
                    giveUp(limit.expired(publisher));
                } else {
                    ManagedPark.parkNanos(publisher, limit.nanos(), this);
                }
            }
        } finally {
            waiter = null; // volatile
            Awaits.end(pending);
        }
    }

    @Override
    public boolean isOver() {
        return waiter == null || !isSilent(); // volatile reads
    }

    private boolean isSilent() {
        return queue.isEmpty() && end == null; // volatile reads
    }

    /** What has come meanwhile counts, and the interrupt goes back to the flag (aw05). */
    private void giveUpInterrupted() {
        Thread.currentThread().interrupt();
        if (isSilent()) {
            InterruptedException ending = GiveUp.interruptOf(publisher);
            giveUp(new AwaitException(String.valueOf(ending.getMessage()), ending));
        }
    }

    private void giveUp(Exception ending) {
        if (END.compareAndSet(this, null, CLOSED)) { // volatile
            release();
            throw FlowPull.<RuntimeException>raise(LibraryFrames.trim(ending));
        }
    }

    /** Cancels the publisher and ends a pull that waits on another thread. */
    void close() {
        if (end(CLOSED)) {
            release();
        } else {
            end = CLOSED; // volatile: without the rest the elements are no shorter result
            queue.clear();
        }
    }

    private void release() {
        upstream.cancel();
        queue.clear();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: throws it as it is
    private static <X extends Throwable> X raise(Throwable failure) throws X {
        throw (X) requireNonNull(failure);
    }

    @Override
    public String toString() {
        return "Flows.stream[" + Sources.describe(publisher) + "]";
    }

    private static final VarHandle END;
    private static final VarHandle WAITER;
    private static final VarHandle CREDIT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            END = lookup.findVarHandle(FlowPull.class, "end", Object.class);
            WAITER = lookup.findVarHandle(FlowPull.class, "waiter", Thread.class);
            CREDIT = lookup.findVarHandle(FlowPull.class, "credit", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?>[] ensureLoaded = {LockSupport.class, ManagedPark.class};
    }
}
