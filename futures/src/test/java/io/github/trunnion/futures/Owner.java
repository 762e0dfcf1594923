package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** An owner that polls by hand, with a counting waker and manual timers. */
final class Owner {
    final CountingWaker waker = new CountingWaker();
    final ManualTimers timers = new ManualTimers();
    int polls;

    Context context() {
        return Context.of(waker, ReactorSlot.unsupported(), timers);
    }

    <T> Poll<T> poll(PollFuture<T> future) throws Exception {
        polls++;
        return future.poll(context());
    }

    void assertPending(PollFuture<?> future) throws Exception {
        assertThat(poll(future).isReady()).as("ready").isFalse();
    }

    <T> void assertReady(PollFuture<T> future, T value) throws Exception {
        assertThat(poll(future)).isEqualTo(Poll.ready(value));
    }

    Throwable failure(PollFuture<?> future) {
        Throwable thrown = catchThrowable(() -> poll(future));
        assertThat(thrown).as("failure").isNotNull();
        return thrown;
    }

    /** Polls as long as the future wakes itself; its value. */
    <T> T run(PollFuture<T> future) throws Exception {
        for (; ; ) {
            waker.take();
            if (poll(future) instanceof Poll.Ready<T> ready) {
                return ready.value();
            }
            assertThat(waker.wakes()).as("wakes of a future that returned Pending").isPositive();
        }
    }

    /** Polls as long as the future wakes itself; what it throws. */
    Throwable runToFailure(PollFuture<?> future) {
        Throwable thrown = catchThrowable(() -> run(future));
        assertThat(thrown).as("failure").isNotNull();
        return thrown;
    }
}
