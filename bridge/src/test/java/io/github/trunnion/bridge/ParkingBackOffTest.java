package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.ReactorHook;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a carrier waits in a hook that has spun; the test plays the carrier. */
@Timeout(30)
class ParkingBackOffTest {
    private static final int MANY = 100;

    private final Tally tally = new Tally();
    private final Mailbox mailbox = new Mailbox(tally, (hook, failure) -> {});
    private final StillOwner owner = new StillOwner();
    private final ManualClock clock = new ManualClock();
    private final Carrier carrier = new Carrier(owner, Thread.currentThread(), clock, false);
    private final Parking parking = new Parking(carrier, mailbox, tally);
    private int events;

    private final ReactorHook hook =
            ReactorHook.of(
                    nanos -> {
                        int returned = events;
                        events = 0;
                        return returned;
                    },
                    () -> {});

    @BeforeEach
    void acquireAndSpin() {
        carrier.slot().acquire(hook);
        while (plainParks() == 0) {
            parking.park(Long.MAX_VALUE);
        }
        // the pause is over, and the next park is in the hook
        assertThat(owner.reports).hasSize(1);
    }

    private long plainParks() {
        return tally.snapshot().parksPlain();
    }

    private long hookParks() {
        return tally.snapshot().parksHook();
    }

    private long spuriousReturns() {
        return tally.snapshot().spuriousReturns();
    }

    private void assertBackOffIsOver() {
        long plain = plainParks();
        for (int i = 0; i < MANY; i++) {
            parking.park(Long.MAX_VALUE);
        }
        assertThat(plainParks()).isEqualTo(plain);
    }

    private void assertBacksOff() {
        long plain = plainParks();
        for (int i = 0; i < 10; i++) {
            parking.park(Long.MAX_VALUE);
        }
        assertThat(plainParks()).isEqualTo(plain + 5);
    }

    @Test
    void h06_nothingHappens_everySecondParkIsAPause() {
        assertBacksOff();
    }

    @Test
    void h06_eventInAPark_endsTheBackOff() {
        events = 1;
        parking.park(Long.MAX_VALUE);
        assertBackOffIsOver();
    }

    @Test
    void h06_eventInATurn_endsTheBackOff() {
        events = 1;
        parking.turn();
        assertBackOffIsOver();
    }

    @Test
    void h06_turnForNothing_doesNotEndTheBackOff() {
        parking.turn();
        assertBacksOff();
    }

    @Test
    void h06_wakeBeforeAParkInTheHook_isNoParkAndEndsTheBackOff() {
        long parks = hookParks();
        mailbox.signal();
        parking.park(Long.MAX_VALUE);
        assertThat(hookParks()).as("parks in the hook").isEqualTo(parks);
        assertBackOffIsOver();
    }

    @Test
    void h06_wakeBeforeAPause_isNoPauseAndEndsTheBackOff() {
        parking.park(Long.MAX_VALUE); // in the hook; the next is a pause
        long plain = plainParks();
        mailbox.signal();
        parking.park(Long.MAX_VALUE);
        assertThat(plainParks()).isEqualTo(plain);
        assertBackOffIsOver();
    }

    @Test
    void h01_returnAtADeadline_isNoReturnForNothing() {
        carrier.wakeAfter(1_000, new CountingWaker());
        clock.advance(1_000);
        long spurious = spuriousReturns();
        parking.park(1);
        assertThat(spuriousReturns()).isEqualTo(spurious);
        assertBackOffIsOver();
    }

    @Test
    void h01_returnBeforeADeadline_isAReturnForNothing() {
        carrier.wakeAfter(1_000, new CountingWaker());
        long spurious = spuriousReturns();
        parking.park(1_000);
        assertThat(spuriousReturns()).isEqualTo(spurious + 1);
    }

    @Test
    void afterAPark_nothingIsSaidToRun() {
        parking.park(Long.MAX_VALUE);
        assertThat(carrier.vitals().running()).isNull();
    }
}
