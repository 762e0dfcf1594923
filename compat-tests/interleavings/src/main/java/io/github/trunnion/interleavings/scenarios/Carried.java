package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Virtual threads on carriers: made runnable from elsewhere, against parks and close (E5, E6). */
final class Carried {
    private Carried() {}

    /** Parks until each of its tokens has come. */
    private static final class Parker implements Runnable {
        private final AtomicInteger tokens = new AtomicInteger();
        private final int wanted;
        Thread thread = Thread.currentThread();
        int runs;

        Parker(BridgeExecutor bridge, String name, int wanted) {
            this.wanted = wanted;
            thread = bridge.newThread(name, this);
        }

        @Override
        public void run() {
            runs++;
            while (tokens.get() < wanted) {
                LockSupport.park();
            }
        }

        void give() {
            tokens.incrementAndGet();
            LockSupport.unpark(thread);
        }

        Thread giveElsewhere(String name) {
            return Sim.start(name, this::give);
        }
    }

    /** No unpark is lost, whoever else makes the thread runnable meanwhile. */
    @Scenario
    static void e02_unparksAgainstParks() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Parker parker = new Parker(bridge, "parker", 3);
        parker.thread.start();
        for (int i = 0; i < 3; i++) {
            parker.giveElsewhere("giver-" + i);
        }
        parker.thread.join();
        Sim.equal(parker.runs, 1, "runs");
        Bridge.close(bridge);
    }

    /** Two threads of one carrier unpark each other; one of them lives on the other carrier. */
    @Scenario
    static void e02_threadsUnparkEachOther() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(2);
        Parker[] parkers = new Parker[3];
        for (int i = 0; i < parkers.length; i++) {
            parkers[i] = new Parker(bridge, "parker-" + i, i == 0 ? 2 : 1);
        }
        for (int i = 0; i < parkers.length; i++) {
            int next = (i + 1) % parkers.length;
            bridge.newThread("giver-" + i, () -> parkers[next].give()).start();
            parkers[i].thread.start();
        }
        parkers[1].thread.join();
        bridge.execute(parkers[0]::give);
        parkers[0].thread.join();
        parkers[2].thread.join();
        Bridge.close(bridge);
    }

    /** A continuation that is submitted although it is queued is in one queue all the same. */
    @Scenario
    static void e05_submittedForNothing() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Parker first = new Parker(bridge, "first", 1);
        Parker second = new Parker(bridge, "second", 1);
        first.thread.start();
        second.thread.start();
        for (Parker parker : new Parker[] {first, second}) {
            for (int i = 0; i < 2; i++) {
                Sim.start(
                        parker.thread.getName() + "-again-" + i,
                        () -> Sim.runForNothing(parker.thread));
            }
        }
        first.giveElsewhere("giver-0");
        second.giveElsewhere("giver-1");
        first.thread.join();
        second.thread.join();
        Sim.equal(first.runs + second.runs, 2, "runs");
        Bridge.close(bridge);
    }

    /** E5: what is made runnable while its carrier ends goes on, on it or elsewhere. */
    @Scenario
    static void e05_closeAgainstUnparks() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Parker first = new Parker(bridge, "first", 2);
        Parker second = new Parker(bridge, "second", 1);
        first.thread.start();
        second.thread.start();
        first.giveElsewhere("giver-0");
        first.giveElsewhere("giver-1");
        Sim.start("again", () -> Sim.runForNothing(first.thread));
        bridge.close(Duration.ZERO);
        Sim.check(bridge.isClosed(), "the executor is closed");
        second.giveElsewhere("giver-2");
        first.thread.join();
        second.thread.join();
        Sim.equal(first.runs + second.runs, 2, "runs");
    }

    /** E6: a close without limit waits for the threads that have started. */
    @Scenario
    static void e06_closeWaitsForThreads() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Parker first = new Parker(bridge, "first", 1);
        Parker second = new Parker(bridge, "second", 1);
        first.thread.start();
        Thread starter = Sim.start("starter", second.thread::start);
        first.giveElsewhere("giver-0");
        second.giveElsewhere("giver-1");
        Bridge.close(bridge);
        Sim.check(!first.thread.isAlive(), "close waits for a thread that has started");
        starter.join();
        second.thread.join();
        Sim.equal(first.runs + second.runs, 2, "runs");
    }

    /** A thread of the executor makes others, and closes it. */
    @Scenario
    @SuppressWarnings("ThreadPriorityCheck") // to have them queued once more
    static void e06_threadClosesAgainstStarts() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        Runnable body =
                () -> {
                    Thread.yield();
                    ran.incrementAndGet();
                };
        Thread closer =
                bridge.newThread(
                        "closer",
                        () -> {
                            Thread.yield();
                            bridge.close();
                        });
        closer.start();
        for (int i = 0; i < 2; i++) {
            Sim.start(
                    "starter-" + i,
                    () -> {
                        try {
                            bridge.newThread(null, body).start();
                            accepted.incrementAndGet();
                        } catch (RejectedExecutionException closed) {
                            Sim.note("rejected");
                        }
                    });
        }
        closer.join();
        Sim.await(bridge::isClosed);
        Sim.quiet();
        Sim.equal(ran.get(), accepted.get(), "threads that ran");
    }
}
