package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.ReactorHook;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A mailbox whose carrier the test plays. */
class MailboxTest {
    private final List<String> unparkFailures = new ArrayList<>();
    private final Tally tally = new Tally();
    private final Mailbox mailbox =
            new Mailbox(tally, (hook, failure) -> unparkFailures.add(hook + ": " + failure));
    private final ManualHook hook = new ManualHook();
    private final List<String> abandoned = new ArrayList<>();

    private final class Named extends Node {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void run(Carrier carrier) {}

        @Override
        void abandon() {
            abandoned.add(name);
        }
    }

    @Test
    void nodesTaken_firstSubmittedFirstAndTheInboxIsEmptyAgain() {
        assertThat(mailbox.isEmpty()).isTrue();
        Node first = new Named("first");
        Node second = new Named("second");
        mailbox.submit(first);
        mailbox.submit(second);
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.takeAll()).isSameAs(first);
        assertThat(first.next).isSameAs(second);
        assertThat(second.next).isNull();
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.takeAll()).isNull();
    }

    /** A submit is a push and a signal; here the carrier closes between the two. */
    @Test
    void e06_pushedButNotSignalledWhenTheCarrierCloses_abandonedByTheClose() {
        mailbox.submit(new Named("pushed"));
        assertThat(mailbox.leavePark()).isTrue(); // as if its signal were still to come
        assertThat(mailbox.tryClose()).isTrue();
        assertThat(abandoned).containsExactly("pushed");
        mailbox.signal();
        assertThat(abandoned).containsExactly("pushed");
    }

    @Test
    void e06_submittedBeforeTheClose_refusedOnceThenClosed() {
        mailbox.submit(new Named("before"));
        assertThat(mailbox.tryClose()).isFalse();
        assertThat(abandoned).isEmpty();
        assertThat(mailbox.tryClose()).isTrue();
        mailbox.submit(new Named("after"));
        assertThat(abandoned).containsExactly("before", "after");
        assertThat(mailbox.isEmpty()).isTrue();
    }

    @Test
    void e03_submitsWhileParked_theFirstUnparksTheOthersDoNot() {
        assertThat(mailbox.enterPark(hook)).isTrue();
        mailbox.submit(new Named("one"));
        mailbox.submit(new Named("two"));
        assertThat(hook.unparks.get()).isEqualTo(1);
        assertThat(tally.snapshot().unparks()).isEqualTo(1);
        assertThat(mailbox.leavePark()).isTrue();
        assertThat(unparkFailures).isEmpty();
    }

    @Test
    void submitsWhileRunning_unparkNothingAndRefuseThePark() {
        mailbox.signal();
        assertThat(mailbox.enterPark(hook)).isFalse();
        assertThat(mailbox.enterPark(hook)).isTrue();
        assertThat(mailbox.leavePark()).isFalse();
        assertThat(hook.unparks.get()).isZero();
        assertThat(tally.snapshot().unparks()).isZero();
    }

    @Test
    void nameForPeople_saysWhatTheCarrierDoes() {
        assertThat(mailbox).hasToString("RUNNING");
        mailbox.signal();
        assertThat(mailbox).hasToString("NOTIFIED");
        assertThat(mailbox.leavePark()).isTrue();
        assertThat(mailbox.enterPark(hook)).isTrue();
        assertThat(mailbox).hasToString("parked in ManualHook");
        assertThat(mailbox.leavePark()).isFalse();
        assertThat(mailbox.tryClose()).isTrue();
        assertThat(mailbox).hasToString("CLOSED");
    }

    @Test
    void e02_unparkAndItsReportThrow_theHookIsUnparkedAgainAndTheSubmitterGoesOn() {
        AtomicInteger unparks = new AtomicInteger();
        ReactorHook failing =
                ReactorHook.of(
                        nanos -> 0,
                        () -> {
                            if (unparks.incrementAndGet() == 1) {
                                throw new OutOfMemoryError("unpark");
                            }
                        });
        Mailbox noMemory =
                new Mailbox(
                        tally,
                        (hook, failure) -> {
                            throw new OutOfMemoryError("report");
                        });
        assertThat(noMemory.enterPark(failing)).isTrue();
        noMemory.signal();
        assertThat(unparks).hasValue(2);
        assertThat(noMemory.leavePark()).isTrue();
    }
}
