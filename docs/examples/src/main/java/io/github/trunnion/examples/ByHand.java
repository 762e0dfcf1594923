package io.github.trunnion.examples;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Waker;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Drives three futures on one thread, without an executor.
 *
 * <p>The loop knows nothing of the futures: it polls them all, and sleeps until a waker was woken.
 * That suffices for futures whose wakers are woken by somebody else: by the poll itself, by another
 * thread, by a timer that has a thread of its own. {@link AbcdPipes} shows futures for which it
 * does not.
 */
public final class ByHand {
    private ByHand() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        List<PollFuture<String>> live =
                new ArrayList<>(List.of(atSecondTry(), fromAnotherThread(), fromTimer()));
        ThreadWaker waker = new ThreadWaker(Thread.currentThread());
        Context cx = Context.of(waker);
        while (true) {
            for (Iterator<PollFuture<String>> each = live.iterator(); each.hasNext(); ) {
                if (each.next().poll(cx) instanceof Poll.Ready<String>(String value)) {
                    out.println(value);
                    each.remove();
                }
            }
            if (live.isEmpty()) {
                return;
            }
            waker.await();
        }
    }

    /** A future written by hand, which asks for its second poll itself. */
    private static PollFuture<String> atSecondTry() {
        return new PollFuture<>() {
            private boolean tried;

            @Override
            public Poll<String> poll(Context cx) {
                if (tried) {
                    return Poll.ready("ready at the second try");
                }
                tried = true;
                cx.waker().wake();
                return Poll.pending();
            }
        };
    }

    /** A future that another thread completes; the thread starts with the first poll. */
    private static PollFuture<String> fromAnotherThread() {
        return PollFutures.fromCallback(
                (resolve, reject) -> {
                    Thread thread =
                            Thread.startVirtualThread(
                                    () -> {
                                        try {
                                            Thread.sleep(Duration.ofMillis(100));
                                            resolve.accept("brought by another thread");
                                        } catch (InterruptedException cancelled) {
                                            reject.accept(cancelled);
                                        }
                                    });
                    return thread::interrupt;
                });
    }

    private static PollFuture<String> fromTimer() {
        return PollFutures.map(PollFutures.sleep(Duration.ofMillis(300)), slept -> "300 ms later");
    }

    /** Wakes one thread. */
    private static final class ThreadWaker implements Waker {
        private final Thread thread;

        /**
         * Whether a wake came since the last sleep.
         *
         * <p>This word decides, and not the permit of LockSupport. That one belongs to all code on
         * the thread: a contended lock inside a poll can use it up, and with it a wake.
         */
        private final AtomicBoolean woken = new AtomicBoolean();

        ThreadWaker(Thread thread) {
            this.thread = thread;
        }

        @Override
        public void wake() {
            if (!woken.getAndSet(true)) {
                LockSupport.unpark(thread);
            }
        }

        /** Sleeps until there was a wake, also if it came before the call. */
        void await() throws InterruptedException {
            while (!woken.getAndSet(false)) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
