package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** bl13: whose thread hands a permit on, and what of that thread reaches the next body. */
@Timeout(30)
class LimitThreadsTest {
    private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

    @Test
    void bl13_lockIsHeld_virtualThreadAndThenItsCarrierWantIt_bothGetIt() throws Exception {
        SpinLock lock = new SpinLock();
        lock.lock();
        CountDownLatch tries = new CountDownLatch(1);
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            Thread virtual =
                    bridge.newThread(
                            "virtual",
                            () -> {
                                tries.countDown();
                                lock.lock();
                                lock.unlock();
                            });
            virtual.start();
            tries.await();
            TaskFuture<String> onCarrier =
                    bridge.spawn(
                            cx -> {
                                lock.lock();
                                lock.unlock();
                                return Poll.ready("done");
                            });
            await().until(() -> bridge.counters().polls() == 1);
            lock.unlock();
            assertThat(onCarrier.get()).isEqualTo("done");
            virtual.join();
        }
    }

    @Test
    void bl13_anotherCallersBodyEnds_nextBodyInheritsNothingOfIt() throws Exception {
        Blocking.Launcher limited = Blocking.with().limit(1);
        CountDownLatch gate = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(
                        () -> {
                            USER.set("alice");
                            limited.run(gate::await);
                        })
                .join();
        CompletableFuture<String> body = new CompletableFuture<>();
        CompletableFuture<String> dependent = new CompletableFuture<>();
        TaskFuture<Boolean> next = limited.supply(() -> body.complete("seen " + USER.get()));
        next.thenRun(() -> dependent.complete("seen " + USER.get()));
        gate.countDown();
        assertThat(body.get()).isEqualTo("seen null");
        assertThat(dependent.get()).isEqualTo("seen null");
    }

    @Test
    void bl02_bodyIsSubmittedFromItsWorker_leavesItsFlag_theWorkersNextTaskDoesNotSeeIt()
            throws Exception {
        try (PlainWorker worker = new PlainWorker()) {
            CompletableFuture<TaskFuture<?>> body = new CompletableFuture<>();
            worker.execute(
                    () ->
                            body.complete(
                                    Blocking.on(worker)
                                            .run(() -> Thread.currentThread().interrupt())));
            body.get().get();
            CountDownLatch passed = new CountDownLatch(1);
            worker.execute(passed::countDown);
            passed.await();
            assertThat(worker.leaks).hasValue(0);
        }
    }

    @Test
    void bl02_permitIsHandedOnByTheWorker_bodyLeavesItsFlag_theNextTaskDoesNotSeeIt()
            throws Exception {
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher limited = Blocking.on(worker).limit(1);
            CountDownLatch gate = new CountDownLatch(1);
            limited.run(gate::await);
            TaskFuture<?> second = limited.run(() -> Thread.currentThread().interrupt());
            gate.countDown();
            second.get();
            CountDownLatch passed = new CountDownLatch(1);
            worker.execute(passed::countDown);
            passed.await();
            assertThat(worker.leaks).hasValue(0);
        }
    }
}
