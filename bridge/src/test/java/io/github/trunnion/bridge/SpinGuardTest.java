package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the carrier does about a hook that returns for nothing. */
class SpinGuardTest {
    private static final int LIMIT = 512;
    private static final long WINDOW = 10_000_000;

    private final SpinGuard guard = new SpinGuard();
    private long now = Long.MAX_VALUE - WINDOW / 2; // the time wraps within the first window

    /** How many returns in a row it takes until one is reported. */
    private int returnsUntilReported() {
        for (int i = 1; i <= 10 * LIMIT; i++) {
            if (guard.idleReturn(now)) {
                return i;
            }
        }
        return 0;
    }

    private void returnOnceLessThanTheLimit() {
        for (int i = 1; i < LIMIT; i++) {
            assertThat(guard.idleReturn(now)).isFalse();
        }
        assertThat(guard.takePause()).isFalse();
    }

    @Test
    void h06_returnsForNothing_theLimitIsReportedAndFollowedByPauses() {
        assertThat(guard.takePause()).isFalse();
        assertThat(returnsUntilReported()).isEqualTo(LIMIT);
        assertThat(guard.takePause()).isTrue();
        assertThat(guard.takePause()).isFalse();
        assertThat(guard.idleReturn(now)).isFalse();
        assertThat(guard.takePause()).isTrue();
        assertThat(guard.takePause()).isFalse();
    }

    @Test
    void h06_progressBeforeTheLimit_theCountStartsAnew() {
        returnOnceLessThanTheLimit();
        guard.progress();
        assertThat(returnsUntilReported()).isEqualTo(LIMIT);
    }

    @Test
    void h06_progressWhileSpinning_endsTheBackOffAndNothingIsReportedTwice() {
        assertThat(returnsUntilReported()).isEqualTo(LIMIT);
        guard.progress();
        assertThat(guard.takePause()).isFalse();
        returnOnceLessThanTheLimit();
        assertThat(guard.idleReturn(now)).as("reported once only").isFalse();
        assertThat(guard.takePause()).isTrue();
    }

    @Test
    void h06_lastReturnAtTheEndOfTheWindow_isReported() {
        returnOnceLessThanTheLimit();
        now += WINDOW;
        assertThat(guard.idleReturn(now)).isTrue();
    }

    @Test
    void h06_windowOverBeforeTheLimit_theCountStartsAnew() {
        returnOnceLessThanTheLimit();
        now += WINDOW + 1;
        assertThat(guard.idleReturn(now)).isFalse();
        assertThat(guard.takePause()).isFalse();
        assertThat(returnsUntilReported()).isEqualTo(LIMIT - 1);
    }

    @Test
    void h06_returnsForNothingNowAndThen_areNotTakenForSpinning() {
        for (int i = 0; i < 10 * LIMIT; i++) {
            now += WINDOW / LIMIT + 40;
            assertThat(guard.idleReturn(now)).isFalse();
            assertThat(guard.takePause()).isFalse();
        }
    }
}
