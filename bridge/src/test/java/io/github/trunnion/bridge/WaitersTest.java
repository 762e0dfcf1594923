package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Those who wait for an outcome, against its completion. */
class WaitersTest {
    private static final int ENOUGH = 100;

    private final Semaphore mayComplete = new Semaphore(0);
    private final Semaphore telling = new Semaphore(0);
    private final Semaphore unlinked = new Semaphore(0);
    private int tells;

    @Test
    void oneGivesUpAndReadsTheLinksThenTheOthersAreToldThenItWritesTheLinks() throws Exception {
        Incomplete waiters = new Incomplete();
        waiters.push(new Live());
        waiters.push(new GivenUp());
        waiters.push(new Live());
        Thread givesUp = Thread.ofPlatform().daemon().start(() -> giveUp(waiters));
        assertThat(mayComplete.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

        waiters.tellAll();

        assertThat(tells).isEqualTo(2);
        givesUp.join(10_000);
        assertThat(givesUp.isAlive()).isFalse();
    }

    /** A timed wait that ends at once: it pushes, and unlinks what is cleared. */
    private void giveUp(Waiters waiters) {
        try {
            waiters.await(true, 0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        unlinked.release();
    }

    private static final class Incomplete extends Waiters {
        @Override
        boolean isComplete() {
            return false;
        }
    }

    private final class Live extends Waiters.Waiter {
        private int looks;

        @Override
        void tell() {
            if (++tells == 1) {
                telling.release();
                awaitUnlinked();
            }
            if (tells > ENOUGH) {
                throw new IllegalStateException("told for ever");
            }
        }

        @Override
        boolean isCleared() {
            if (++looks > ENOUGH) {
                throw new IllegalStateException("unlinks for ever");
            }
            return false;
        }
    }

    private void awaitUnlinked() {
        try {
            assertThat(unlinked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops the thread that unlinks it right after that has read its link. */
    private final class GivenUp extends Waiters.Waiter {
        private int looks;

        @Override
        void tell() {}

        @Override
        boolean isCleared() {
            if (++looks == 1) {
                mayComplete.release();
                telling.acquireUninterruptibly();
            }
            if (looks > ENOUGH) {
                throw new IllegalStateException("unlinks for ever");
            }
            return true;
        }
    }
}
