package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Each rule passes a correct future, and fails the one that breaks it with the stated message. */
class PollFutureVerificationTest {

    /** Correct: waits for a promise. */
    static final class Correct extends PollFutureVerification<String> {
        @Override
        protected Subject<String> create() {
            Promise<String> promise = new Promise<>();
            return Subject.of(promise)
                    .releasedBy(() -> promise.complete("done"))
                    .startedIf(() -> false)
                    .holdingIf(() -> !promise.isCancelled() && !promise.isDone());
        }

        @Override
        protected boolean refusesPollsWhenDone() {
            return true;
        }
    }

    /** Says nothing but how to make the future, which is ready at once. */
    static final class Bare extends PollFutureVerification<String> {
        @Override
        protected Subject<String> create() {
            return Subject.of(cx -> Poll.ready("at once"));
        }
    }

    /** A future of one waker, released by hand, whose subclasses each do one thing wrong. */
    abstract static class Broken extends PollFutureVerification<String> {
        @Override
        protected Duration patience() {
            return Duration.ofMillis(300);
        }

        @Override
        protected boolean refusesPollsWhenDone() {
            return true;
        }

        @Override
        protected Subject<String> create() {
            Parts parts = parts();
            return Subject.of(parts)
                    .releasedBy(parts::release)
                    .startedIf(() -> parts.started)
                    .holdingIf(() -> parts.holding);
        }

        abstract Parts parts();
    }

    static class Parts implements PollFuture<String> {
        volatile Waker waker;
        volatile boolean released;
        volatile boolean started;
        volatile boolean holding;
        boolean done;

        @Override
        public Poll<String> poll(Context cx) {
            if (done) {
                throw new IllegalStateException("done");
            }
            started = true;
            keep(cx.waker());
            if (released) {
                done = true;
                return Poll.ready("done");
            }
            holding = true;
            return Poll.pending();
        }

        void keep(Waker given) {
            waker = given;
        }

        void release() {
            released = true;
            Waker kept = waker;
            if (kept != null) {
                kept.wake();
            }
        }

        @Override
        public void cancel() {
            done = true;
            holding = false;
        }

        @Override
        public String toString() {
            return "parts";
        }
    }

    static final class BlocksInPoll extends Broken {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public synchronized Poll<String> poll(Context cx) {
                    try {
                        while (!released) {
                            wait();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Poll.ready("late");
                }
            };
        }
    }

    @Test
    void a_correct_future_passes_every_rule_that_is_tested() {
        KitRun run = KitRun.of(Correct.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("skipped")).allSatisfy((rule, v) -> assertThat(v).contains("untested"));
        assertThat(run.all("passed")).hasSizeGreaterThan(9);
    }

    @Test
    void a_bare_subclass_is_told_what_it_leaves_unchecked() {
        KitRun run = KitRun.of(Bare.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.verdict("f06_nothingStartsBeforeTheFirstPoll"))
                .endsWith("optional: give the subject startedIf(...)");
        assertThat(run.verdict("f02_theWakerOfTheLatestPollIsWoken"))
                .endsWith("the future is done at its first poll");
    }

    @Test
    void f01_a_poll_that_blocks_is_found() {
        assertThat(KitRun.of(BlocksInPoll.class).verdict("f01_pollReturnsWhileNothingCanProgress"))
                .startsWith("failed: F1: has not returned after PT0.3S");
    }
}
