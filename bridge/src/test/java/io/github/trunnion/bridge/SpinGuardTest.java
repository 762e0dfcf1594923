package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

/** What the carrier does about a hook that returns for nothing. */
class SpinGuardTest {
    private static final int LIMIT = 512;
    private static final long WINDOW = 10_000_000;

    /** Tries again if the machine has stopped the test for so long that a window was over. */
    private static void withoutAStop(long longest, Consumer<SpinGuard> check) {
        boolean checked = false;
        while (!checked) {
            long start = System.nanoTime();
            try {
                check.accept(new SpinGuard());
                checked = true;
            } catch (AssertionError failed) {
                if (System.nanoTime() - start < longest) {
                    throw failed;
                }
            }
        }
    }

    /** How many returns in a row it takes until one is reported. */
    private static int returnsUntilReported(SpinGuard guard) {
        for (int i = 1; i <= 10 * LIMIT; i++) {
            if (guard.idleReturn()) {
                return i;
            }
        }
        return 0;
    }

    private static void returnOnceLessThanTheLimit(SpinGuard guard) {
        for (int i = 1; i < LIMIT; i++) {
            assertThat(guard.idleReturn()).isFalse();
        }
        assertThat(guard.takePause()).isFalse();
    }

    @Test
    void h06_returnsForNothing_theLimitIsReportedAndFollowedByPauses() {
        withoutAStop(
                WINDOW,
                guard -> {
                    assertThat(guard.takePause()).isFalse();
                    assertThat(returnsUntilReported(guard)).isEqualTo(LIMIT);
                    assertThat(guard.takePause()).isTrue();
                    assertThat(guard.takePause()).isFalse();
                    assertThat(guard.idleReturn()).isFalse();
                    assertThat(guard.takePause()).isTrue();
                    assertThat(guard.takePause()).isFalse();
                });
    }

    @Test
    void h06_progressBeforeTheLimit_theCountStartsAnew() {
        withoutAStop(
                WINDOW,
                guard -> {
                    returnOnceLessThanTheLimit(guard);
                    guard.progress();
                    assertThat(returnsUntilReported(guard)).isEqualTo(LIMIT);
                });
    }

    @Test
    void h06_progressWhileSpinning_endsTheBackOffAndNothingIsReportedTwice() {
        withoutAStop(
                WINDOW,
                guard -> {
                    assertThat(returnsUntilReported(guard)).isEqualTo(LIMIT);
                    guard.progress();
                    returnOnceLessThanTheLimit(guard);
                    assertThat(guard.idleReturn()).isFalse();
                    assertThat(guard.takePause()).isTrue();
                });
    }

    @Test
    void h06_windowOverBeforeTheLimit_theCountStartsAnew() {
        withoutAStop(
                2 * WINDOW,
                guard -> {
                    returnOnceLessThanTheLimit(guard);
                    long start = System.nanoTime();
                    while (System.nanoTime() - start <= WINDOW) {
                        Thread.onSpinWait();
                    }
                    assertThat(guard.idleReturn()).isFalse();
                    assertThat(guard.takePause()).isFalse();
                    assertThat(returnsUntilReported(guard)).isEqualTo(LIMIT - 1);
                });
    }
}
