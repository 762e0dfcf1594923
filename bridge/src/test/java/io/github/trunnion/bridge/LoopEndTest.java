package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/** What is done with the nodes of a loop that ends; the test plays the carrier. */
@Timeout(30)
class LoopEndTest {
    private final Mailbox mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
    private final RunQueue runQueue = new RunQueue();
    private final StillOwner owner = new StillOwner();
    private final Carrier carrier =
            new Carrier(owner, Thread.currentThread(), new ManualClock(), false);
    private final LoopEnd ending = new LoopEnd(carrier, mailbox, runQueue);
    private final List<String> events = new ArrayList<>();

    private class Task extends Node {
        private final String name;

        Task(String name) {
            this.name = name;
        }

        @Override
        void run(Carrier on) {
            events.add("run " + name);
        }

        @Override
        void abandon() {
            events.add("abandon " + name);
        }
    }

    private final class OwnThread extends Task implements Dispatcher.Dispatched {
        OwnThread(String name) {
            super(name);
        }

        @Override
        public void dispatch() {}
    }

    @Test
    void e06_threadsAreSentAway_tasksStayInTheirOrder() throws Throwable {
        runQueue.add(new Task("a"));
        runQueue.add(new OwnThread("b"));
        runQueue.add(new Task("c"));
        runQueue.add(new OwnThread("d"));

        ending.sendThreadsAway();

        assertThat(events).containsExactly("abandon b", "abandon d");
        Node first = runQueue.poll();
        Node second = runQueue.poll();
        assertThat(runQueue.isEmpty()).isTrue();
        first.run(carrier);
        second.run(carrier);
        assertThat(events).endsWith("run a", "run c");
    }

    @Test
    void e06_nothingSubmitted_endsAndLeavesTheQueue() {
        assertThat(ending.end()).isTrue();
        mailbox.submit(new Task("late"));
        assertThat(mailbox.takeAll()).isNull();
    }

    @Test
    void e06_submittedMeanwhile_doesNotEnd() {
        mailbox.submit(new Task("meanwhile"));
        assertThat(ending.end()).isFalse();
        assertThat(mailbox.takeAll()).isNotNull();
    }

    /** A wait whose end comes by the inbox, as from a waker on another thread. */
    @Test
    void e06_loopBreaksWhileAThreadWaits_whatEndsTheWaitIsTakenFromTheInbox() throws Exception {
        carrier.countWait(1);
        mailbox.submit(
                new Task("end of the wait") {
                    @Override
                    void abandon() {
                        super.abandon();
                        carrier.countWait(-1);
                        runQueue.add(new Task("left"));
                    }
                });

        ending.abort();

        assertThat(events).containsExactly("abandon end of the wait", "abandon left");
        assertThat(carrier.waits()).isZero();
        assertThat(owner.reports).isEmpty();
    }
}
