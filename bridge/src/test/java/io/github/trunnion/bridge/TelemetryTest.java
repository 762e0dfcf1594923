package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHook;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** What the flight recorder is told. */
@Timeout(60)
class TelemetryTest {
    @TempDir Path dir;
    private final Recording recording = new Recording();
    private final Uncaught uncaught = new Uncaught();
    private BridgeExecutor executor;

    @BeforeEach
    void open() {
        executor = BestMode.builder().name("recorded").uncaughtHandler(uncaught).build();
    }

    @AfterEach
    void close() {
        recording.close();
        executor.close(Duration.ZERO);
    }

    private List<RecordedEvent> stop(String name) throws IOException {
        recording.stop();
        Path file = dir.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    @Test
    void parks_areToldWithKindAndEvents() throws Exception {
        recording.enable("trunnion.Park").withThreshold(Duration.ZERO);
        recording.start();
        executor.spawn(cx -> Poll.ready(1)).get();
        await().until(executor::isAsleep);
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        CompletableFuture<Void> fired = new CompletableFuture<>();
        await().until(() -> hook.inPark);
        hook.event(() -> fired.complete(null));
        fired.get();
        await().until(() -> hook.parks.get() > 1 && executor.isAsleep());

        List<RecordedEvent> parks = stop("trunnion.Park");
        assertThat(parks)
                .anySatisfy(
                        park -> {
                            assertThat(park.getString("kind")).isEqualTo("plain");
                            assertThat(park.getString("carrier")).isEqualTo("recorded-0");
                            assertThat(park.getThread().getJavaName()).isEqualTo("recorded-0");
                        })
                .anySatisfy(
                        park -> {
                            assertThat(park.getString("kind"))
                                    .isEqualTo(ManualHook.class.getName());
                            assertThat(park.getInt("events")).isEqualTo(1);
                        });
    }

    @Test
    void hotEvents_areOffUnlessAskedFor() throws Exception {
        recording.start(); // the settings of the events themselves
        assertThat(Telemetry.INSTANCE.beginPark()).isNull();
        assertThat(Telemetry.INSTANCE.beginRun(new RunnableNode(() -> {}))).isNull();
        assertThat(Telemetry.INSTANCE.beginStall()).isNotNull();
        recording.stop();
        assertThat(Telemetry.INSTANCE.beginStall()).isNull();
    }

    @Test
    void slowPoll_namesTheFutureTheActionOrTheThread() throws Exception {
        recording.enable("trunnion.SlowPoll").withThreshold(Duration.ZERO);
        recording.start();
        executor.spawn(
                        new PollFuture<Integer>() {
                            @Override
                            public Poll<Integer> poll(Context cx) {
                                return Poll.ready(1);
                            }

                            @Override
                            public String toString() {
                                return "slow future";
                            }
                        })
                .get();
        CountDownLatch ran = new CountDownLatch(1);
        executor.newThread("slow thread", ran::countDown).start();
        ran.await();
        executor.close();

        assertThat(stop("trunnion.SlowPoll"))
                .extracting(event -> event.getString("ran"))
                .contains("slow future")
                .satisfies(
                        names -> {
                            if (executor.mode() == BridgeMode.CARRIER) {
                                assertThat(names.toString()).contains(",slow thread]");
                            }
                        });
    }

    @Test
    void stall_isToldWhenItIsFoundAndWhenItIsOver() throws Exception {
        recording.start();
        CompletableFuture<Carrier> home = new CompletableFuture<>();
        executor.execute(() -> home.complete(LoopThread.home()));
        await().until(executor::isAsleep);
        StallWatch watch = new StallWatch(home.get(), 4_000_000);
        watch.look(0);
        try (Held held = Held.on(executor)) {
            for (long now = 0; now < 10_000_000; now += 1_000_000) {
                watch.look(now);
            }
        }
        await().until(executor::isAsleep);
        watch.look(11_000_000);

        List<RecordedEvent> stalls = stop("trunnion.Stall");
        assertThat(stalls).extracting(stall -> stall.getBoolean("over")).contains(false, true);
        assertThat(stalls).hasSize(2);
        RecordedEvent found = stalls.getFirst();
        assertThat(found.getString("carrier")).isEqualTo("recorded-0");
        assertThat(found.getString("stack")).contains("Held.hold");
        assertThat(found.getString("running")).contains("Held");
        assertThat(found.getBoolean("pinned")).isFalse();
        assertThat(stalls.getLast().getStartTime()).isEqualTo(found.getStartTime());
        assertThat(stalls.getLast().getDuration()).isGreaterThan(found.getDuration());
    }

    @Test
    void c04_conflict_isToldWithBothReactors() throws Exception {
        recording.start();
        new ManualHook().leaseOn(executor);
        try {
            executor.spawn(
                            cx ->
                                    Poll.ready(
                                            cx.reactor()
                                                    .acquire(
                                                            ThirdHook.class, h -> new ThirdHook())))
                    .get();
        } catch (ExecutionException conflict) {
            // as it should be
        }
        assertThat(stop("trunnion.ReactorConflict"))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getString("held")).isEqualTo("ManualHook");
                            assertThat(event.getString("wanted"))
                                    .isEqualTo(ThirdHook.class.getName());
                            assertThat(event.getInt("leases")).isEqualTo(1);
                            assertThat(event.getStackTrace()).isNotNull();
                        });
    }

    @Test
    void h05_hookThatFails_isToldWithItsCause() throws Exception {
        recording.start();
        ReactorHook failing =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) throws IOException {
                        throw new IOException("no descriptor");
                    }

                    @Override
                    public String toString() {
                        return "failing hook";
                    }
                };
        ((ManualHook) failing).leaseOn(executor);
        await().until(executor::isAsleep);
        assertThat(stop("trunnion.HookFailed"))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getString("hook")).isEqualTo("failing hook");
                            assertThat(event.getString("cause")).contains("no descriptor");
                            assertThat(event.getString("carrier")).isEqualTo("recorded-0");
                        });
    }

    @Test
    void e05_continuationAfterTheEnd_isTold() throws Exception {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        recording.start();
        CountDownLatch parked = new CountDownLatch(1);
        CompletableFuture<Void> later = new CompletableFuture<>();
        Thread survivor =
                executor.newThread(
                        "survivor",
                        () -> {
                            parked.countDown();
                            later.join();
                        });
        survivor.start();
        parked.await();
        await().until(() -> survivor.getState() == Thread.State.WAITING);
        executor.close(Duration.ZERO);
        later.complete(null);
        survivor.join();
        CountDownLatch told = new CountDownLatch(1);
        Dispatcher.execute(told::countDown); // after what it does for the continuation
        told.await();

        assertThat(stop("trunnion.ForwardedContinuation"))
                .anySatisfy(
                        event ->
                                assertThat(event.getString("continuation")).contains(",survivor]"));
    }

    @Test
    void events_haveNamesCategoriesAndLabels() throws Exception {
        List.of("Park", "SlowPoll", "Stall", "ReactorConflict", "HookFailed").forEach(this::check);
    }

    private void check(String name) {
        assertThat(jdk.jfr.FlightRecorder.getFlightRecorder().getEventTypes())
                .filteredOn(type -> type.getName().equals("trunnion." + name))
                .singleElement()
                .satisfies(
                        type -> {
                            assertThat(type.getCategoryNames()).containsExactly("Trunnion");
                            assertThat(type.getLabel()).isNotBlank();
                            assertThat(type.getDescription()).isNotBlank();
                            assertThat(type.getField("carrier")).isNotNull();
                        });
    }
}
