package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What is captured, installed and restored, in which order, and what of it may throw. */
@Timeout(30)
class ContextCarrierTest {
    private final List<String> events = new ArrayList<>();
    private final RecordedSource a = new RecordedSource("a", events);
    private final RecordedSource b = new RecordedSource("b", events);
    private final RecordedSource c = new RecordedSource("c", events);
    private final ContextCarrier abc = ContextCarrier.none().with(a).with(b).with(c);
    private final ThreadLocal<String> local = new ThreadLocal<>();

    @Test
    void nullArguments_areNamed() {
        ContextCarrier none = ContextCarrier.none();
        ContextSnapshot empty = none.capture();
        AwaitCompleteTest.assertNamed("name", () -> none.withThreadLocal(null, local));
        AwaitCompleteTest.assertNamed("local", () -> none.withThreadLocal("x", null));
        AwaitCompleteTest.assertNamed("name", () -> none.withScopedValue(null, "x"));
        AwaitCompleteTest.assertNamed("scopedValue", () -> none.withScopedValue("x", null));
        AwaitCompleteTest.assertNamed("source", () -> none.with(null));
        AwaitCompleteTest.assertNamed("name", () -> none.with(new RecordedSource(null, events)));
        AwaitCompleteTest.assertNamed("executor", () -> none.wrapExecutor(null));
        AwaitCompleteTest.assertNamed("op", () -> empty.call(null));
        AwaitCompleteTest.assertNamed("action", () -> empty.run(null));
        AwaitCompleteTest.assertNamed("action", () -> empty.wrapRunnable(null));
        AwaitCompleteTest.assertNamed("body", () -> empty.wrapCallable(null));
        AwaitCompleteTest.assertNamed("supplier", () -> empty.wrapSupplier(null));
        AwaitCompleteTest.assertNamed("executor", () -> empty.wrapExecutor(null));
        AwaitCompleteTest.assertNamed("future", () -> empty.wrapFuture(null));
    }

    @Test
    void cx01_everyWrap_runsInTheContext() throws Exception {
        local.set("captured");
        ContextSnapshot snapshot = ContextCarrier.none().withThreadLocal("local", local).capture();
        local.set("current");
        assertEquals("captured", snapshot.call(local::get));
        List<String> seen = new ArrayList<>();
        snapshot.run(() -> seen.add(local.get()));
        snapshot.wrapRunnable(() -> seen.add(local.get())).run();
        Callable<String> callable = snapshot.wrapCallable(local::get);
        seen.add(callable.call());
        seen.add(snapshot.wrapSupplier(local::get).get());
        snapshot.wrapExecutor(Runnable::run).execute(() -> seen.add(local.get()));
        assertThat(seen).hasSize(5).containsOnly("captured");
        assertEquals("current", local.get());
        assertNull(ContextCarrier.none().capture().call(() -> null));
    }

    @Test
    void cx01_checkedFailure_keepsItsType() {
        IOException failure = new IOException();
        ContextSnapshot snapshot = ContextCarrier.standard().capture();
        ContextSnapshot.Op<String, IOException> op =
                () -> {
                    throw failure;
                };
        assertSame(failure, assertThrows(IOException.class, () -> snapshot.call(op)));
    }

    @Test
    void cx02_carrierExecutor_capturesAtEachSubmission_snapshotExecutorOnce() throws Exception {
        ContextCarrier carrier = ContextCarrier.none().withThreadLocal("local", local);
        List<Runnable> queue = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        local.set("first");
        Executor each = carrier.wrapExecutor(queue::add);
        Executor once = carrier.capture().wrapExecutor(queue::add);
        each.execute(() -> seen.add("each " + local.get()));
        local.set("second");
        each.execute(() -> seen.add("each " + local.get()));
        once.execute(() -> seen.add("once " + local.get()));
        ThreadKind.PLATFORM
                .start(
                        () -> {
                            queue.forEach(Runnable::run);
                            return null;
                        })
                .value();
        assertEquals(List.of("each first", "each second", "once first"), seen);
    }

    @Test
    void cx02_installedInOrder_restoredInReverse() {
        assertEquals("value", abc.capture().call(() -> op("value")));
        assertEquals(
                List.of(
                        "capture a",
                        "capture b",
                        "capture c",
                        "install a",
                        "install b",
                        "install c",
                        "op",
                        "restore c",
                        "restore b",
                        "restore a"),
                events);
    }

    private <T> T op(T value) {
        events.add("op");
        return value;
    }

    @Test
    void cx02_opThrows_restoredAllTheSame_failureAsItIs() {
        for (Throwable failure :
                List.of(new IllegalArgumentException(), new IOException(), new AssertionError())) {
            events.clear();
            ContextSnapshot snapshot = abc.capture();
            c.atRestore = new IllegalStateException("not restored");
            assertSame(
                    failure,
                    assertThrows(
                            Throwable.class,
                            () ->
                                    snapshot.run(
                                            () -> {
                                                throw AwaitFailureTest.<RuntimeException>sneaky(
                                                        failure);
                                            })));
            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(events).endsWith("restore c", "restore b", "restore a");
        }
    }

    @Test
    void cx02_restoreThrows_othersAreRestored_valueCounts() {
        a.atRestore = new IllegalStateException("a");
        b.atRestore = new IllegalStateException("b");
        assertEquals("value", abc.capture().call(() -> op("value")));
        assertThat(events).endsWith("op", "restore c", "restore b", "restore a");
    }

    @Test
    void cx02_installThrowsMidway_thoseBeforeAreRestored_opDoesNotRun() {
        ContextSnapshot snapshot = abc.capture();
        c.atInstall = new IOException("down");
        a.atRestore = new IllegalStateException("a");
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> snapshot.call(() -> op("value")));
        assertSame(c.atInstall, thrown.getCause());
        assertThat(thrown.getMessage())
                .contains("context source c", Thread.currentThread().getName());
        assertThat(events).endsWith("install c", "restore b", "restore a").doesNotContain("op");
        c.atInstall = new StackOverflowError();
        assertSame(
                c.atInstall,
                assertThrows(StackOverflowError.class, () -> snapshot.call(() -> op("value"))));
        c.atInstall = null;
        assertEquals("again", snapshot.call(() -> op("again")));
    }

    @Test
    void cx02_captureThrows_names_theSource() {
        b.atCapture = new UnsupportedOperationException();
        IllegalStateException thrown = assertThrows(IllegalStateException.class, abc::capture);
        assertSame(b.atCapture, thrown.getCause());
        assertThat(thrown.getMessage()).contains("context source b");
        assertEquals(List.of("capture a", "capture b"), events);
    }

    @Test
    void cx02_nullOfASource_isAFailure() {
        ContextCarrier noCaptured = ContextCarrier.none().with(source("x", null));
        assertThat(assertThrows(IllegalStateException.class, noCaptured::capture).getCause())
                .isInstanceOf(NullPointerException.class);
        ContextSnapshot noInstalled = ContextCarrier.none().with(source("x", () -> null)).capture();
        assertThat(
                        assertThrows(
                                        IllegalStateException.class,
                                        () -> noInstalled.call(() -> op("value")))
                                .getCause())
                .isInstanceOf(NullPointerException.class);
        assertEquals(List.of(), events);
    }

    private static ContextSource source(String name, ContextSource.Captured captured) {
        return new ContextSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Captured capture() {
                return captured;
            }
        };
    }

    @Test
    void cx04_threadLocal_unsetIsRestoredByRemove() throws Exception {
        List<String> made = new ArrayList<>();
        ThreadLocal<String> counted =
                new ThreadLocal<>() {
                    @Override
                    protected String initialValue() {
                        made.add("made");
                        return null;
                    }
                };
        ContextCarrier carrier = ContextCarrier.none().withThreadLocal("counted", counted);
        ContextSnapshot unset = carrier.capture();
        counted.set("captured");
        ContextSnapshot set = carrier.capture();
        counted.remove();
        assertEquals("captured", set.call(counted::get));
        made.clear();
        assertNull(counted.get());
        assertEquals(List.of("made"), made, "it was removed, not set to null");
        counted.set("own");
        assertNull(unset.call(counted::get));
        assertEquals("own", counted.get());
    }

    @Test
    void cx04_threadLocalWithInitialValue_keepsIt() {
        ThreadLocal<String> initial = ThreadLocal.withInitial(() -> "initial");
        ContextSnapshot snapshot =
                ContextCarrier.none().withThreadLocal("initial", initial).capture();
        initial.set("own");
        assertEquals("initial", snapshot.call(initial::get));
        assertEquals("own", initial.get());
    }

    @Test
    void cx04_notAScopedValue_isRefused() {
        if (Runtime.version().feature() >= 25) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ContextCarrier.none().withScopedValue("user", "text"));
            assertThat(refused.getMessage()).contains("user", "java.lang.String");
        } else {
            IllegalStateException refused =
                    assertThrows(
                            IllegalStateException.class,
                            () -> ContextCarrier.none().withScopedValue("user", "text"));
            assertThat(refused.getMessage()).contains("JDK 25");
        }
    }

    @Test
    void cx05_standard_isMdcAndWhatIsFound_once() {
        assertSame(ContextCarrier.standard(), ContextCarrier.standard());
        assertThat(ContextCarrier.standard().toString()).startsWith("ContextCarrier[mdc");
    }

    @Test
    void cx05_micrometerThatIsNotThere_isNamed() {
        IllegalStateException absent =
                assertThrows(
                        IllegalStateException.class, () -> ContextCarrier.none().withMicrometer());
        assertThat(absent.getMessage()).contains("io.micrometer:context-propagation");
    }

    @Test
    void aNameTwice_isRefused_mdcTwiceIsOnce() {
        ContextCarrier mdc = ContextCarrier.none().withMdc();
        assertSame(mdc, mdc.withMdc());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> abc.withThreadLocal("b", local));
        assertThat(refused.getMessage()).contains("ContextCarrier[a, b, c]", "named b");
        assertEquals("ContextSnapshot[a, b, c]", abc.capture().toString());
    }

    @Test
    void aCarrierIsNotChanged_byWhatIsMadeOfIt() {
        ContextCarrier one = ContextCarrier.none().with(a);
        one.with(b);
        one.capture().run(() -> {});
        assertEquals(List.of("capture a", "install a", "restore a"), events);
    }

    @Test
    void aSnapshotServesManyThreadsAtOnce() throws Exception {
        local.set("captured");
        ContextSnapshot snapshot = ContextCarrier.none().withThreadLocal("local", local).capture();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            all.add(seen);
            Thread.ofVirtual().start(() -> snapshot.run(() -> seen.complete(local.get())));
        }
        for (CompletableFuture<String> seen : all) {
            assertEquals("captured", seen.get(10, TimeUnit.SECONDS));
        }
    }
}
