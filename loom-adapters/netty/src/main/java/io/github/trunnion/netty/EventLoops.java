package io.github.trunnion.netty;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeCarrier;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Registration;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** How the event loops of a group begin, on each carrier one, and how a thread waits for an end. */
final class EventLoops {
    private EventLoops() {}

    /** Makes the event loop of one carrier; on it. */
    interface Acquire {
        CarrierLoop from(ReactorSlot slot) throws Exception;
    }

    /** Makes all, or none: then the carriers are free when this throws. Waits for the carriers. */
    static List<CarrierLoop> start(BridgeExecutor executor, Acquire acquire) {
        List<TaskFuture<CarrierLoop>> starting = new ArrayList<>();
        List<CarrierLoop> loops = new ArrayList<>();
        try {
            for (BridgeCarrier carrier : executor.carriers()) {
                starting.add(carrier.spawn(new Start(acquire)));
            }
            for (TaskFuture<CarrierLoop> started : starting) {
                loops.add(join(started));
            }
            return loops;
        } catch (Throwable refused) {
            giveBack(starting);
            throw refused;
        }
    }

    /**
     * Acquires the slot of a carrier. Where another reactor holds it, that one has a park first: a
     * channel that another thread has just closed gives its lease back there.
     */
    private static final class Start implements PollFuture<CarrierLoop> {
        private static final long PARK = TimeUnit.MILLISECONDS.toNanos(1);

        private final Acquire acquire;
        private boolean parked;

        Start(Acquire acquire) {
            this.acquire = acquire;
        }

        @Override
        public Poll<CarrierLoop> poll(Context cx) throws Exception {
            ReactorHook held = cx.reactor().held();
            if (!parked && held != null && !(held instanceof NettyReactor)) {
                parked = true;
                Registration unused = cx.timers().wakeAfter(PARK, cx.waker());
                return Poll.pending();
            }
            return Poll.ready(acquire.from(cx.reactor()));
        }

        @Override
        public String toString() {
            return "start of an event loop";
        }
    }

    private static CarrierLoop join(TaskFuture<CarrierLoop> started) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    interrupted = true; // a carrier does this between two tasks
                } catch (ExecutionException e) {
                    throw NettyFuturePoll.<RuntimeException>sneaky(requireNonNull(e.getCause()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void giveBack(List<TaskFuture<CarrierLoop>> starting) {
        for (TaskFuture<CarrierLoop> started : starting) {
            try {
                CarrierLoop loop = join(started);
                Promise<Void> ended = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
                ended.setUncancellable(); // by an interrupt of the caller
                loop.terminationFuture().addListener(terminated -> ended.trySuccess(null));
                loop.end(0, 0, TimeUnit.NANOSECONDS);
                awaitEnd(ended);
            } catch (Throwable refused) {
                // this carrier has none
            }
        }
    }

    /** Of what cannot be cancelled; a virtual thread of the executor leaves its carrier free. */
    static void awaitEnd(Future<?> ended) {
        boolean interrupted = false;
        while (!ended.isDone()) {
            try {
                NettyFutures.await(ended);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
