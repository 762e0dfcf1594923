package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's pollers outlive our executors; each hazard is shown without its guard and with it. */
@Timeout(120)
class PollerHazardsTest {
    @BeforeEach
    void onceOfBothModes() {
        assumeTrue(BackEnd.isOpen(), "the JVMs of this test are the same in both modes");
    }

    private static ChildJvm.Result run(String pollers, String hazard) throws Exception {
        return new ChildJvm()
                .options(ChildJvm.OPEN)
                .options("-Djdk.readPollers=1 " + pollers)
                .run(PollerHazards.class, hazard);
    }

    private static int read(ChildJvm.Result result) {
        return Integer.parseInt(result.value("read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void e05_unparkByAPollerAfterClose_leavesThePollerAlive(String mode) throws Exception {
        String pollers = "-Djdk.pollerMode=" + mode;
        assertThat(read(run(pollers, "throwing"))).isLessThan(16);
        ChildJvm.Result closed = run(pollers, "closed");
        assertThat(closed.value("late")).isEqualTo("1");
        assertThat(read(closed)).isEqualTo(16);
    }

    @Test
    void firstBlockingReadByAThreadOfOurs_leavesThePollersToTheJdksScheduler() throws Exception {
        String pollers = "-Djdk.pollerMode=2";
        if (Runtime.version().feature() > 21) { // there the pollers are platform threads
            assertThat(read(run(pollers, "unguarded"))).isLessThan(16);
        }
        assertThat(read(run(pollers, "guarded"))).isEqualTo(16);
    }

    /** Without the guard the pollers run on through the forwarding after close. */
    @ParameterizedTest
    @ValueSource(strings = {"unguarded-closed", "guarded-closed"})
    void e05_closeOfTheExecutorWhoseThreadReadFirst_leavesThePollersAlive(String hazard)
            throws Exception {
        assertThat(read(run("-Djdk.pollerMode=2", hazard))).isEqualTo(16);
    }
}
