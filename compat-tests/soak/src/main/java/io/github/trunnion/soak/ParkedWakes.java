package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * One thread and one carrier that wait for each other by turns, so each request finds the carrier
 * parked or about to park. A wake that is lost stops both for good.
 */
final class ParkedWakes extends Load {
    /*
     * Overview
     *
     * Request and answer are plain fields: what orders them is the hand-over itself, which is what
     * the memory consistency rules promise. The answer comes back through a semaphore, so that each
     * unpark of the carrier is one of the library's.
     */
    enum Where {
        PLAIN,
        HOOK,
        SELECTOR
    }

    private static final int MOST_SPINS = 2_000;

    private final Where where;
    private final double perSecond;
    private final Semaphore answered = new Semaphore(0);
    private final Server server = new Server();
    private @Nullable PollPipe pipe;

    // plain on purpose
    private long sent;
    private long request;
    private long served;
    private long answer;

    ParkedWakes(Where where, double perSecond) {
        super("parked-" + where.name().toLowerCase(Locale.ROOT));
        this.where = where;
        this.perSecond = perSecond;
    }

    @Override
    void open() throws Exception {
        BridgeExecutor executor = executor("", 1);
        TaskFuture<Object> unused = executor.spawn(server);
        server.polled.await();
        if (where == Where.SELECTOR) {
            PollPipe opened = PollPipe.open();
            pipe = opened;
            TaskFuture<Integer> unusedToo = executor.spawn(opened.read(ByteBuffer.allocate(1)));
        }
        drive(perSecond, driver -> ask(driver, executor));
    }

    private void ask(Driver driver, BridgeExecutor executor) throws InterruptedException {
        long number = ++sent;
        request = Mix.of(number);
        driver.spin(400);
        in.increment();
        switch (driver.random.nextInt(16)) {
            case 0, 1 -> {
                TaskFuture<Boolean> unused = executor.spawn(cx -> Poll.ready(serve()));
            }
            case 2, 3 -> executor.execute(this::serve);
            case 4, 5 -> {
                Promise<Long> promise = new Promise<>();
                TaskFuture<Boolean> unused = executor.spawn(new Relay(promise));
                driver.spin(400);
                promise.complete(request);
            }
            case 6, 7, 8 -> server.event();
            default -> server.wake();
        }
        awaitAnswer(driver); // without a limit: the watchdog sees a lost wake
        expect(served == number && answer == ~Mix.of(number), "an answer to another request");
    }

    /**
     * Sleeps, and finds the carrier parked with the next request; or spins, and meets it on its way
     * into the park.
     */
    private void awaitAnswer(Driver driver) throws InterruptedException {
        for (int i = driver.random.nextBoolean() ? MOST_SPINS : 0; i > 0; i--) {
            if (answered.tryAcquire()) {
                return;
            }
            Thread.onSpinWait();
        }
        answered.acquire();
    }

    /** On the carrier, once for each request. */
    private boolean serve() {
        if (served == sent) {
            return false; // a poll that nobody asked for
        }
        served = sent;
        answer = ~request;
        answered.release();
        return true;
    }

    @Override
    void close() throws Exception {
        if (pipe != null) {
            pipe.close();
        }
        server.end();
    }

    /** Waits for a promise that the asking thread completes. */
    private final class Relay implements PollFuture<Boolean> {
        private final Promise<Long> promise;

        Relay(Promise<Long> promise) {
            this.promise = promise;
        }

        @Override
        public Poll<Boolean> poll(Context cx) throws Exception {
            return promise.poll(cx) instanceof Poll.Ready<Long> ready
                    ? Poll.ready(ready.value() == request && serve())
                    : Poll.pending();
        }
    }

    private final class Server implements PollFuture<Object> {
        final CountDownLatch polled = new CountDownLatch(1);
        private @Nullable ReactorLease<SemaphoreHook> lease;
        private @Nullable SemaphoreHook hook; // published by the latch, as the waker is
        private @Nullable Waker waker;
        private volatile boolean ending;

        void wake() {
            if (waker != null) {
                waker.wake();
            }
        }

        /** As an event of the reactor, or as a wake where there is none. */
        void event() {
            if (hook != null && waker != null) {
                hook.event(waker);
            } else {
                wake();
            }
        }

        void end() {
            ending = true;
            wake();
        }

        @Override
        public Poll<Object> poll(Context cx) throws Exception {
            if (waker == null) {
                waker = cx.waker();
                if (where == Where.HOOK) {
                    lease = cx.reactor().acquire(SemaphoreHook.class, SemaphoreHook::new);
                    hook = lease.hook();
                }
                polled.countDown();
            }
            if (ending) {
                if (lease != null) {
                    lease.close();
                }
                return Poll.ready(this);
            }
            serve();
            return Poll.pending();
        }
    }
}
