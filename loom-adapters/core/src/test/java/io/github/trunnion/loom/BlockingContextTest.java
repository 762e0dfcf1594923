package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** bl11: the context of a body. */
@Timeout(30)
class BlockingContextTest {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final RecordedSource source = new RecordedSource("s", events);
    private final ThreadLocal<String> local = new ThreadLocal<>();
    private final Blocking.Launcher launcher =
            Blocking.with().context(ContextCarrier.none().withThreadLocal("local", local));

    @Test
    void nullContext_isNamed() {
        AwaitCompleteTest.assertNamed("context", () -> Blocking.with().context(null));
    }

    @Test
    void bl11_capturedAtTheCall_installedAroundTheBody_restoredAfter() throws Exception {
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher plain = Blocking.on((Executor) worker);
            CountDownLatch gate = new CountDownLatch(1);
            plain.run(
                    () -> {
                        local.set("of the worker");
                        gate.await();
                    });
            local.set("captured");
            TaskFuture<String> task =
                    plain.context(ContextCarrier.none().withThreadLocal("local", local))
                            .supply(
                                    () -> {
                                        String seen = local.get();
                                        local.set("left behind");
                                        return seen;
                                    });
            local.set("changed later");
            gate.countDown();
            assertEquals("captured", task.get());
            assertEquals(
                    "of the worker", plain.context(ContextCarrier.none()).supply(local::get).get());
        }
    }

    @Test
    void bl11_name_andContext_inAnyOrder() throws Exception {
        local.set("captured");
        assertEquals("captured", launcher.name("n").supply(local::get).get());
        assertNull(launcher.context(ContextCarrier.none()).supply(local::get).get());
    }

    @Test
    void bl11_dependents_runWithoutIt() throws Exception {
        local.set("captured");
        CountDownLatch gate = new CountDownLatch(1);
        TaskFuture<String> task =
                launcher.supply(
                        () -> {
                            gate.await();
                            return local.get();
                        });
        var dependent = task.thenApply(seen -> seen + " " + local.get()).toCompletableFuture();
        gate.countDown();
        assertEquals("captured null", dependent.get(10, TimeUnit.SECONDS));
    }

    @Test
    void bl11_captureThrows_refusedAsInBl07_bodyNeverRuns() throws Exception {
        source.atCapture = new UnsupportedOperationException();
        TaskFuture<String> task =
                Blocking.with()
                        .context(ContextCarrier.none().with(source))
                        .supply(() -> "ran" + events.add("body"));
        assertThat(task.exceptionNow())
                .isInstanceOf(RejectedExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("context source s")
                .hasCause(source.atCapture);
        task.terminated().get(10, TimeUnit.SECONDS);
        assertEquals(List.of("capture s"), events);
    }

    @Test
    void bl11_installThrows_isTheFailure_bodyDoesNotRun() {
        Blocking.Launcher recorded = Blocking.with().context(ContextCarrier.none().with(source));
        source.atInstall = new UnsupportedOperationException();
        TaskFuture<Boolean> task = recorded.supply(() -> events.add("body"));
        Throwable failure = assertThrows(Exception.class, task::get).getCause();
        assertThat(failure).isInstanceOf(IllegalStateException.class);
        assertSame(source.atInstall, failure.getCause());
        assertEquals(List.of("capture s", "install s"), events);
    }

    @Test
    void bl11_cancelledBeforeStart_isNeverInstalled() {
        List<Runnable> queue = new ArrayList<>();
        TaskFuture<Boolean> task =
                Blocking.on((Executor) queue::add)
                        .context(ContextCarrier.none().with(source))
                        .supply(() -> events.add("body"));
        task.cancel(true);
        queue.forEach(Runnable::run);
        assertEquals(List.of("capture s"), events);
    }

    @Test
    void bl11_cancelWhileRunning_restoredAllTheSame() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        TaskFuture<Void> task =
                Blocking.with()
                        .context(ContextCarrier.none().with(source))
                        .run(
                                () -> {
                                    running.countDown();
                                    new CountDownLatch(1).await();
                                });
        running.await();
        assertFalse(events.contains("restore s"));
        task.cancel(true);
        task.terminated().get(10, TimeUnit.SECONDS);
        assertEquals(List.of("capture s", "install s", "restore s"), events);
    }
}
