package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each hazard of a scheduler of one's own is shown without its guard, and with it. */
@Timeout(120)
class ThreadHazardsTest {
    @BeforeEach
    void onceOfBothModes() {
        assumeTrue(BackEnd.isOpen(), "the JVMs of this test are the same in both modes");
    }

    private static String outcome(String hazard) throws Exception {
        return new ChildJvm()
                .options(ChildJvm.OPEN)
                .run(ThreadHazards.class, hazard)
                .value("outcome");
    }

    @Test
    void e05_unparkAfterTheEndOfTheScheduler_isForwardedNotLost() throws Exception {
        assertThat(outcome("dropping")).isEqualTo("false RUNNABLE");
        assertThat(outcome("forwarding")).isEqualTo("true TERMINATED");
    }

    /** While the carrier lives it is a deadlock, which is why polls pin and bodies should not. */
    @Test
    void e05_pinnedThreadWaitsForAnotherAfterClose_theOtherRunsOnAThreadOfItsOwn()
            throws Exception {
        assertThat(outcome("pinned-open")).isEqualTo("false");
        assertThat(outcome("pinned-single")).isEqualTo("false");
        assertThat(outcome("pinned-closed")).isEqualTo("true");
    }

    @Test
    void timedWaits_comeBackThroughTheJdksTimerButThoseOfAnAwaitDoNot() throws Exception {
        // of 40 sleeps; one that is over before the thread has parked needs no submit
        assertThat(Long.parseLong(outcome("sleep"))).isGreaterThanOrEqualTo(20);
        assertThat(outcome("timed-await")).isEqualTo("0");
    }

    @Test
    void e04_interruptFlagOnACarrier_isClearedBeforeASelectorSpinsOnIt() throws Exception {
        assertThat(outcome("flag-left")).isEqualTo("100");
        assertThat(outcome("flag-cleared")).isEqualTo("0");
    }

    @Test
    void w03_wakeDuringAPollThatWaitsForALock_isNotLostWithThePermit() throws Exception {
        assertThat(outcome("permit")).isEqualTo("false");
        assertThat(outcome("word")).isEqualTo("true");
    }
}
