package io.github.trunnion.netty;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Await;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A virtual thread for a connection, with a mailbox for its messages. */
final class ConnectionThread<I> extends ConnectionBase<I> implements Connection<I> {
    /*
     * Overview
     *
     * The event loop adds to the mailbox and wakes; the thread takes. It waits by registering its
     * waker and looking again, so it misses neither a message nor the end. The end is set after the
     * last message was added, so who has seen it and then finds the mailbox empty has got them all.
     *
     * When the channel closes, a thread that waits for a message is told by the end, and one that
     * does anything else by an interrupt. The word says which. A thread that comes back to receive
     * finds the end and takes the interrupt back, if nothing has taken it: it waits until that has
     * been made, which is next on the event loop, and clears the flag.
     *
     * Possible state transitions of the word, with the thread that makes them:
     *   WORKING      -> RECEIVING      waits for a message (virtual thread)
     *   RECEIVING    -> WORKING        has one, or gives up (virtual thread)
     *   WORKING      -> INTERRUPTING   the channel has closed: is about to interrupt (event loop)
     *   INTERRUPTING -> CLOSED         has interrupted (event loop)
     *   RECEIVING    -> CLOSED         the channel has closed, without an interrupt (event loop)
     *   any          -> DONE           the body has returned (virtual thread)
     *
     * A message has one owner at a time: the mailbox, then the thread until its next receive. When
     * the body has returned the thread sets the word to DONE and empties the mailbox; the event loop
     * adds a message and then reads the word, and empties the mailbox, too, if that is DONE. One of
     * the two finds each message. The thread does not leave that to a task of the event loop, which
     * drops tasks once it has ended.
     */
    private static final int WORKING = 0;
    private static final int RECEIVING = 1;
    private static final int INTERRUPTING = 2;
    private static final int CLOSED = 3;
    private static final int DONE = 4;

    /** The peer has closed, in order. */
    private static final Object END = new Object();

    private final ConnectionHandler<I> body;
    private final Queue<I> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicWaker waker = new AtomicWaker();

    /** END, or a Throwable; written by the event loop. */
    private volatile @Nullable Object end;

    /** Written by compareAndSet and getAndSet only. */
    private volatile int word = WORKING;

    /** Confined to the event loop, from here on. */
    private @Nullable Thread thread;

    private boolean started;

    /** The message that was received last; confined to the thread. */
    private @Nullable I current;

    /** Whether receive has thrown the failure of the connection; confined to the thread. */
    private boolean failureSeen;

    ConnectionThread(
            HandlerSettings<I> settings, BridgeExecutor executor, ConnectionHandler<I> body) {
        super(settings, executor);
        this.body = body;
    }

    // The event loop

    @Override
    void opened(ChannelHandlerContext context) {
        if (started) {
            return;
        }
        started = true;
        settings.threadStarts();
        thread = start(context, () -> run(context));
        if (thread == null) {
            ended();
        }
    }

    @Override
    void received(ChannelHandlerContext context, I message) {
        if (end != null) {
            settings.release(message);
            return;
        }
        int count = waiting.incrementAndGet();
        mailbox.add(message);
        if (word == DONE) { // volatile read, after the add
            releaseAll(mailbox);
            return;
        }
        pause.added(context, count);
        waker.wake();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (word == DONE || !started || end != null) {
            context.fireExceptionCaught(cause);
        } else {
            endWith(cause);
        }
    }

    @Override
    void inputEnded(ChannelHandlerContext context) {
        endWith(END);
        if (!started) {
            closeAfterWrites(context);
        }
    }

    private void endWith(Object how) {
        if (end == null) {
            end = how; // volatile write, after the last message
            waker.wake();
        }
    }

    @Override
    void closed(ChannelHandlerContext context) {
        endWith(END);
        Thread running = thread;
        if (running != null && closeWord() == WORKING) {
            running.interrupt();
            WORD.compareAndSet(this, INTERRUPTING, CLOSED); // volatile: after the interrupt
        }
    }

    private int closeWord() {
        int seen = word; // volatile read; then compareAndSet, as DONE must stay
        while (seen < INTERRUPTING
                && !WORD.compareAndSet(this, seen, seen == WORKING ? INTERRUPTING : CLOSED)) {
            seen = word;
        }
        return seen;
    }

    private void finished(ChannelHandlerContext context, @Nullable Throwable failure) {
        thread = null;
        if (failure != null) {
            if (context.channel().isActive()) {
                fail(context, failure);
            } else {
                failedLate(failure);
            }
        } else if (!failureSeen && end instanceof Throwable unseen) {
            fail(context, unseen);
        } else {
            closeAfterWrites(context);
        }
    }

    /** The body does not run any more; on its thread, or on the event loop if there is none. */
    private void ended() {
        WORD.getAndSet(this, DONE); // volatile, before the mailbox is emptied
        try {
            releaseAll(mailbox);
        } finally {
            settings.threadEnded();
        }
    }

    private void taken(ChannelHandlerContext context) {
        pause.drained(context, waiting.get());
    }

    // The virtual thread

    private void run(ChannelHandlerContext context) {
        Throwable failure = null;
        try {
            body.handle(this);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        try {
            releaseCurrent();
        } catch (Throwable releasedTwice) {
            failure = failure == null ? releasedTwice : failure;
        }
        Throwable outcome = failure;
        try {
            ended();
        } finally {
            if (!tellLoop(context, () -> finished(context, outcome)) && outcome != null) {
                failedLate(outcome);
            }
        }
    }

    @Override
    public @Nullable I receive() throws InterruptedException, IOException {
        releaseCurrent();
        I message = take();
        if (message == null) {
            awaitNext();
            message = take();
        }
        if (message == null && end instanceof Throwable failure) {
            failureSeen = true;
            throw new IOException(context().channel() + " has failed: " + failure, failure);
        }
        current = message;
        return message;
    }

    private void awaitNext() throws InterruptedException {
        if (!WORD.compareAndSet(this, WORKING, RECEIVING)) { // volatile; it fails once closed
            takeBackInterrupt();
            return;
        }
        try {
            Await.await(new NextMessage());
        } finally {
            WORD.compareAndSet(this, RECEIVING, WORKING);
        }
    }

    /** The interrupt says that the channel has closed, and so does receive. */
    @SuppressWarnings("ThreadPriorityCheck") // whom it yields to is about to interrupt
    private void takeBackInterrupt() {
        while (word == INTERRUPTING) { // volatile read
            Thread.yield();
        }
        Thread.interrupted();
    }

    private @Nullable I take() {
        I message = mailbox.poll();
        if (message != null && waiting.decrementAndGet() == pause.lowMark()) {
            ChannelHandlerContext context = context();
            tellLoop(context, () -> taken(context));
        }
        return message;
    }

    private void releaseCurrent() {
        I before = current;
        current = null;
        if (before != null) {
            settings.release(before);
        }
    }

    /** Ends when there is a message, or none will come. */
    private final class NextMessage implements PollFuture<Boolean> {
        @Override
        public Poll<Boolean> poll(Context cx) {
            if (!isDue()) {
                waker.register(cx.waker());
                if (!isDue()) {
                    return Poll.pending();
                }
            }
            return Poll.ready(true);
        }

        private boolean isDue() {
            return end != null || !mailbox.isEmpty();
        }

        @Override
        public void cancel() {
            waker.take();
        }

        @Override
        public String toString() {
            return "next message of " + context().channel();
        }
    }

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(ConnectionThread.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
