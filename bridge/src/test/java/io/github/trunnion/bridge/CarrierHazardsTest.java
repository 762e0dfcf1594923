package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of ours waits on a carrier, or where only one thread can go on. */
@Timeout(60)
class CarrierHazardsTest {
    private static String ended(String hazard, String options) throws Exception {
        ChildJvm.Result result =
                new ChildJvm().options(ChildJvm.OPEN + options).run(CarrierHazards.class, hazard);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.value("ended");
    }

    @Test
    void e05_actionThrowsWhileAParkedThreadHoldsTheLockOfTheLog_theCarrierGoesOn()
            throws Exception {
        assertThat(ended("log", "")).isEqualTo("true");
    }

    @Test
    void e05_firstThreadIsMadePinnedOnTheOnlyThreadOfTheScheduler_isMade() throws Exception {
        assertThat(
                        ended(
                                "pollers",
                                " -Djdk.virtualThreadScheduler.parallelism=1"
                                        + " -Djdk.virtualThreadScheduler.maxPoolSize=1"))
                .isEqualTo("true");
    }

    @Test
    void e05_jdkWithoutTheClassOfThePollers_areStartedByAReadOfAPipe() throws Exception {
        assertThat(ended("pipe", "")).isEqualTo("true");
    }

    @Test
    void withoutARecording_noCarrierLoadsEventsOfTheFlightRecorder() throws Exception {
        ChildJvm.Result result = new ChildJvm().options("-Xlog:class+load").run(PrintsMode.class);
        assertThat(result.output())
                .contains(FlightRecorderTelemetry.class.getName())
                .doesNotContain(FlightEvents.class.getName() + "$");
    }
}
