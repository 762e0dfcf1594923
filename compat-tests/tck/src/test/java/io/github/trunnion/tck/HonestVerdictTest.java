package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/** What a correct implementation may do, and what a broken one must not get away with. */
class HonestVerdictTest {

    /** Whatever an adapter does for a poll-future it does in a park of the poll's carrier. */
    static final class InTheHook extends SimpleAdapter {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Parked(foreign);
        }
    }

    private static final class Parked implements PollFuture<Object> {
        private final CompletableFuture<Object> source;
        private final AtomicWaker waker = new AtomicWaker();
        private ReactorLease<ManualHook> lease;
        private Thread thread;

        Parked(CompletableFuture<Object> source) {
            this.source = source;
        }

        @Override
        public Poll<Object> poll(Context cx) throws Exception {
            if (thread != null && thread != Thread.currentThread()) {
                throw new IllegalStateException("polled on another thread (F9, F10)");
            }
            if (source.isDone()) {
                end();
                return Poll.ready(SimpleAdapter.resultNow(source));
            }
            waker.register(cx.waker());
            if (lease == null) {
                thread = Thread.currentThread();
                lease = cx.reactor().acquire(ManualHook.class, ManualHook::new);
                ManualHook hook = lease.hook();
                source.whenComplete((value, failure) -> hook.event(waker::wake));
            }
            return Poll.pending();
        }

        @Override
        public void cancel() {
            if (lease == null) {
                source.cancel(true);
            } else {
                lease.hook().event(this::cancelSource);
            }
        }

        private void cancelSource() {
            source.cancel(true);
            end();
        }

        private void end() {
            if (lease != null) {
                lease.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "st01_cancelReachesTheSource",
                "st01_cancelIsQuiet",
                "st01_cancelBesideCompletion",
                "st03_theLatestWakerIsWoken",
                "st03_theWakerIsWokenOutsideLocks",
                "st04_theValueArrives",
                "st04_aCancelledSourceArrivesAsCancelled"
            })
    void an_adapter_that_works_in_the_park_of_the_carrier_passes(String rule) {
        assertThat(KitRun.verdict(InTheHook.class, rule)).isEqualTo("passed");
    }

    /** An executor whose timers may be used in polls only. */
    static final class Strict extends ExecutorVerification {
        @Override
        protected ExecutorUnderTest create(UncaughtExceptionHandler reports) {
            return new StrictExecutor(reports).start();
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }
    }

    private static final class StrictExecutor extends SimpleExecutor implements Timers {
        private boolean polling;

        StrictExecutor(UncaughtExceptionHandler reports) {
            super(reports);
        }

        @Override
        void runOne(Task<?> task) {
            polling = true;
            super.runOne(task);
            polling = false;
        }

        @Override
        Context context(TaskWaker waker) {
            return Context.of(waker, carrier.slot(), this);
        }

        private Timers inPoll() {
            if (!polling || Thread.currentThread() != thread) {
                throw new IllegalStateException("not in a poll (F10)");
            }
            return carrier.timers();
        }

        @Override
        public long nanoTime() {
            return inPoll().nanoTime();
        }

        @Override
        public Registration wakeAfter(long nanos, Waker waker) {
            return inPoll().wakeAfter(nanos, waker);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h07_timersEndTheParkAndAreNotEarly",
                "h07_timersFireInTheOrderOfTheirDeadlines"
            })
    void an_executor_that_refuses_its_timers_outside_of_a_poll_passes(String rule) {
        assertThat(KitRun.verdict(Strict.class, rule)).isEqualTo("passed");
    }

    /** "Who closes has no time": the tasks are cancelled as soon as close waits. */
    static final class Hasty extends ExecutorVerification {
        @Override
        protected ExecutorUnderTest create(UncaughtExceptionHandler reports) {
            return new HastyExecutor(reports).start();
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }

        @Override
        protected boolean closeWaitsAndHeedsInterrupts() {
            return true;
        }

        @Override
        protected Duration patience() {
            return Impatient.patience();
        }
    }

    private static final class HastyExecutor extends SimpleExecutor {
        private final Queue<Future<?>> tasks = new ConcurrentLinkedQueue<>();

        HastyExecutor(UncaughtExceptionHandler reports) {
            super(reports);
        }

        @Override
        public <T> Future<T> spawn(PollFuture<? extends T> future) {
            Future<T> task = super.spawn(future);
            tasks.add(task);
            return task;
        }

        @Override
        void join() {
            try {
                thread.join(Duration.ofMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            tasks.forEach(task -> task.cancel(true));
            super.join();
        }
    }

    @Test
    void a_close_that_cancels_while_it_seems_to_wait_fails() {
        String expected = "failed: E6: close has not waited";
        assertThat(
                        Impatient.verdict(
                                Hasty.class, "e06_anInterruptOfCloseCancelsTheTasks", expected))
                .startsWith(expected);
    }
}
