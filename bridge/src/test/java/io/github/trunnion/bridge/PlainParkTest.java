package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The park of a carrier without a reactor, on the thread of the test. */
class PlainParkTest {
    private static final long MILLIS = 1_000_000;

    private final PlainPark park = new PlainPark(Thread.currentThread());

    private long nanosOf(long nanos) {
        long start = System.nanoTime();
        assertThat(park.park(nanos)).isZero();
        return System.nanoTime() - start;
    }

    private void assertSleepsForItsTime() {
        boolean slept = false;
        for (int i = 0; i < 10 && !slept; i++) { // it may return early for no reason
            slept = nanosOf(5 * MILLIS) >= 5 * MILLIS;
        }
        assertThat(slept).isTrue();
    }

    @Test
    void h01_negativeTime_refused() {
        assertThatThrownBy(() -> park.park(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("park(-1): nanos must not be negative");
    }

    @Test
    void h01_boundedTime_sleepsThatLong() {
        assertSleepsForItsTime();
    }

    @Test
    void h03_unparkBeforePark_theNextParkReturnsAtOnceTheOneAfterItDoesNot() {
        park.unpark();
        park.unpark();
        assertThat(nanosOf(Long.MAX_VALUE)).isLessThan(10_000 * MILLIS);
        assertSleepsForItsTime();
    }

    @Test
    void h03_unparkBeforeALookWithoutBlocking_isConsumedByIt() {
        park.unpark();
        assertThat(park.park(0)).isZero();
        assertSleepsForItsTime();
    }

    @Test
    void h03_unparkWhileParked_endsThePark() {
        Thread sleeper = Thread.currentThread();
        AtomicBoolean unparked = new AtomicBoolean();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (LockSupport.getBlocker(sleeper) != park) {
                                Thread.onSpinWait();
                            }
                            unparked.set(true);
                            park.unpark();
                        });
        long start = System.nanoTime();
        while (!unparked.get()) {
            assertThat(park.park(20_000 * MILLIS)).isZero();
        }
        assertThat(System.nanoTime() - start).isLessThan(10_000 * MILLIS);
    }

    @Test
    void e09_asAnyHook_interestedAndFitForEveryThread() {
        assertThat(park.hasInterest()).isTrue();
        assertThat(park.canParkOn(Thread.ofVirtual().unstarted(() -> {}))).isTrue();
        assertThat(park).hasToString("plain park");
    }
}
