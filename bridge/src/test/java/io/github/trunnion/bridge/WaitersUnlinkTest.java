package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A wait that gives up takes itself away, and nobody else who still waits. */
class WaitersUnlinkTest {
    private static final long LONG = 60_000_000_000L;

    private final List<String> told = new ArrayList<>();
    private final Outcome outcome = new Outcome();

    private static final class Outcome extends Waiters {
        private volatile boolean complete;

        @Override
        boolean isComplete() {
            return complete;
        }

        void complete() {
            complete = true;
            tellAll();
        }
    }

    /** A stage: it says nothing of being cleared. */
    private class Stage extends Waiters.Waiter {
        private final String name;

        Stage(String name) {
            this.name = name;
        }

        @Override
        void tell() {
            told.add(name);
        }
    }

    private void giveUpAtOnce() throws InterruptedException {
        assertThat(outcome.await(true, 0)).isFalse();
    }

    @Test
    void stageBelowAWaitThatGivesUp_isStillTold() throws Exception {
        assertThat(outcome.push(new Stage("first"))).isTrue();
        assertThat(outcome.push(new Stage("second"))).isTrue();
        giveUpAtOnce();
        outcome.complete();
        assertThat(told).containsExactly("first", "second");
        assertThat(outcome.push(new Stage("late"))).isFalse();
        assertThat(outcome.await(true, 0)).isTrue();
    }

    @Test
    void threadBelowAWaitThatGivesUp_isStillWoken() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Thread waiting = startWaiting(Long.MAX_VALUE, ended);
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        giveUpAtOnce();
        outcome.complete();
        waiting.join(10_000);
        assertThat(ended).isTrue();
    }

    @Test
    void timedWait_sleepsUntilItIsWoken() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Thread waiting = startWaiting(LONG, ended);
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        outcome.complete();
        waiting.join(10_000);
        assertThat(ended).isTrue();
    }

    private Thread startWaiting(long nanos, AtomicBoolean ended) {
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                ended.set(outcome.await(true, nanos));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
    }

    @Test
    void pushWhileTheTopIsUnlinked_unlinkingStartsAgain() throws Exception {
        outcome.push(
                new Stage("given up") {
                    private boolean looked;

                    @Override
                    boolean isCleared() {
                        if (!looked) {
                            looked = true;
                            outcome.push(new Stage("pushed"));
                        }
                        return true;
                    }
                });
        giveUpAtOnce();
        outcome.complete();
        assertThat(told).containsExactly("pushed");
    }

    @Test
    void neighbourGivesUpWhileTheOneBelowIsUnlinked_unlinkingStartsAgain() throws Exception {
        outcome.push(
                new Stage("given up") {
                    @Override
                    boolean isCleared() {
                        return true;
                    }
                });
        outcome.push(
                new Stage("gives up meanwhile") {
                    private int looks;

                    @Override
                    boolean isCleared() {
                        return ++looks > 1;
                    }
                });
        giveUpAtOnce();
        outcome.complete();
        assertThat(told).isEmpty();
    }
}
