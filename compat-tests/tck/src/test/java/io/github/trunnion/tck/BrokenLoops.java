package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A small executor of one thread, correct unless it is told to have a fault. */
final class BrokenLoops implements FutureOwner {
    /**
     * What may be wrong with the wakers, as somebody might do who had thought of something else.
     */
    enum Fault {
        /** Nothing. */
        NONE,
        /** "An interrupted thread is to stop." */
        THROWS_WHEN_INTERRUPTED,
        /** "An event loop has no business with virtual threads." */
        REFUSES_VIRTUAL_THREADS,
        /** "The task's own lock is never held for long." */
        LOCKS_THE_TASK,
        /** "Each wake has its poll." */
        QUEUES_EVERY_WAKE,
        /** "It is being polled, so it needs no wake." */
        DROPS_SELF_WAKES,
        /** "What was woken during the poll was polled." */
        CLEARS_AFTER_THE_POLL,
        /** "It was polled a moment ago." */
        DEBOUNCES,
        /** "There will be another one soon." */
        LOSES_EVERY_THIRD,
        /** "All that happens happens on my thread." */
        DROPS_FOREIGN_WAKES,
        /** "A done future is polled by nobody." */
        POLLS_THE_DONE,
        /** "Cancel is a flag that the future looks at." */
        POLLS_THE_CANCELLED,
        /** "A closed executor rejects." */
        REJECTS_WHEN_CLOSED,
        /** "The result belongs to the task." */
        KEEPS_THE_RESULT,
        /** "A waker knows its executor." */
        KEEPS_THE_LOOP,
        /** "They are all mine." */
        IS_EQUAL_TO_ALL
    }

    private final Fault fault;
    private Loop loop;

    BrokenLoops(Fault fault) {
        this.fault = fault;
        this.loop = new Loop(fault);
        loop.thread.start();
    }

    @Override
    public Runnable start(PollFuture<?> future) {
        Task task = new Task(future, loop, fault);
        loop.live.add(task);
        loop.queue.add(task);
        return () -> {
            task.cancelled = true;
            loop.queue.add(task);
        };
    }

    @Override
    public Object executor() {
        return loop;
    }

    @Override
    public void close() throws InterruptedException {
        Loop closing = loop;
        if (closing != null) {
            loop = null;
            closing.closed = true;
            closing.thread.interrupt();
            closing.thread.join();
            closing.live.forEach(Task::drop);
        }
    }

    private static final class Loop implements Runnable {
        final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Task> live = new LinkedBlockingQueue<>();
        final Thread thread = Thread.ofPlatform().daemon().name("loop").unstarted(this);
        final Fault fault;
        volatile boolean closed;

        Loop(Fault fault) {
            this.fault = fault;
        }

        @Override
        public void run() {
            while (!closed) {
                try {
                    queue.take().run();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private static final class Task implements Waker {
        private final Fault fault;
        private final AtomicBoolean scheduled = new AtomicBoolean(true);
        private final AtomicInteger wakes = new AtomicInteger();
        private volatile Loop loop;
        private PollFuture<?> future;
        private Object result;
        private volatile boolean cancelled;
        private volatile boolean closed;
        private boolean polling;
        private boolean cancelSeen;
        private volatile long last;

        Task(PollFuture<?> future, Loop loop, Fault fault) {
            this.future = future;
            this.loop = loop;
            this.fault = fault;
        }

        void run() {
            PollFuture<?> polled = future;
            if (polled == null) {
                return;
            }
            if (cancelled && !cancelSeen) {
                cancelSeen = true;
                polled.cancel();
                if (fault != Fault.POLLS_THE_CANCELLED) {
                    drop();
                }
                return;
            }
            if (fault != Fault.CLEARS_AFTER_THE_POLL) {
                scheduled.set(false);
            }
            polling = true;
            try {
                if (fault == Fault.LOCKS_THE_TASK) {
                    synchronized (this) {
                        poll(polled);
                    }
                } else {
                    poll(polled);
                }
            } catch (Exception e) {
                drop();
            }
            polling = false;
            last = System.nanoTime();
            if (fault == Fault.CLEARS_AFTER_THE_POLL) {
                scheduled.set(false);
            }
        }

        private void poll(PollFuture<?> polled) throws Exception {
            var poll = polled.poll(Context.of(this));
            if (poll.isReady()) {
                result = fault == Fault.KEEPS_THE_RESULT ? poll : null;
                if (fault != Fault.POLLS_THE_DONE) {
                    drop();
                }
            }
        }

        void drop() {
            closed = true;
            future = null;
            if (fault != Fault.KEEPS_THE_LOOP && fault != Fault.REJECTS_WHEN_CLOSED) {
                loop = null;
            }
        }

        @Override
        public void wake() {
            Loop home = loop;
            if (home == null) {
                return;
            }
            switch (fault) {
                case THROWS_WHEN_INTERRUPTED -> {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new IllegalStateException("interrupted");
                    }
                }
                case REFUSES_VIRTUAL_THREADS -> {
                    if (Thread.currentThread().isVirtual()) {
                        throw new IllegalStateException("virtual");
                    }
                }
                case LOCKS_THE_TASK -> {
                    synchronized (this) {
                        last = 0;
                    }
                }
                case QUEUES_EVERY_WAKE -> {
                    home.queue.add(this);
                    return;
                }
                case DROPS_SELF_WAKES -> {
                    if (polling && Thread.currentThread() == home.thread) {
                        return;
                    }
                }
                case DEBOUNCES -> {
                    if (System.nanoTime() - last < 5_000_000) {
                        return;
                    }
                }
                case LOSES_EVERY_THIRD -> {
                    if (wakes.incrementAndGet() % 3 == 0) {
                        return;
                    }
                }
                case DROPS_FOREIGN_WAKES -> {
                    if (Thread.currentThread() != home.thread) {
                        return;
                    }
                }
                case REJECTS_WHEN_CLOSED -> {
                    if (home.closed) {
                        throw new RejectedExecutionException("closed");
                    }
                }
                default -> {}
            }
            if (!scheduled.getAndSet(true)) {
                home.queue.add(this);
            }
        }

        @Override
        public boolean willWake(Waker other) {
            return this == other || (fault == Fault.IS_EQUAL_TO_ALL && other instanceof Task);
        }

        @Override
        public String toString() {
            return "task";
        }
    }
}
