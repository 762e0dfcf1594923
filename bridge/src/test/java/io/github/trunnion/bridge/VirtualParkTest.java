package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that is a virtual thread leaves the scheduler's thread to others, also the only one. */
@Timeout(60)
class VirtualParkTest {
    private static final String ONE_THREAD =
            "-Djdk.virtualThreadScheduler.parallelism=1"
                    + " -Djdk.virtualThreadScheduler.maxPoolSize=1";

    @BeforeEach
    void onlyWherePossible() {
        VirtualLoops.assumePossible();
    }

    @Test
    void c05_parkedLoopOnTheOnlyThreadOfTheScheduler_letsOtherVirtualThreadsRun() throws Exception {
        ChildJvm.Result result = new ChildJvm().options(ONE_THREAD).run(ParksVirtually.class);
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.value("plain")).isEqualTo("true true");
        assertThat(result.value("timedPlain")).isEqualTo("true true");
        assertThat(result.value("select")).isEqualTo("true true");
        assertThat(result.value("timedSelect")).isEqualTo("true true");
        assertThat(result.value("read")).isEqualTo("1");
        assertThat(result.value("busy")).isEqualTo("true false");
        assertThat(result.value("events")).startsWith("true");
        assertThat(result.value("slowEvents")).startsWith("true");
        assertThat(result.value("bound")).isEqualTo("40");
        assertThat(result.value("blockOn")).isEqualTo("true");
        assertThat(result.value("blockOnReactor")).isEqualTo("true");
        assertThat(result.value("blockOnRead")).isEqualTo("1");
    }
}
