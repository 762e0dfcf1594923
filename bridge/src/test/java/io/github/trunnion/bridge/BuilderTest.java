package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** What a builder accepts, and what an executor made by it is like. */
class BuilderTest {
    @Test
    void e06_nullsAndLessThanOneCarrier_refused() {
        BridgeBuilder builder = BridgeExecutor.builder();
        assertThatThrownBy(() -> builder.carriers(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carriers(0)");
        assertThatThrownBy(() -> builder.carriers(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.name(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.clock(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.carrierThreadFactory(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.uncaughtHandler(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void e06_nullFutureOrAction_refused() {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            assertThatThrownBy(() -> executor.spawn(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> executor.execute(null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> executor.close(null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void e06_factoryReturnsNullAVirtualOrAStartedThread_refusedNamingTheFault() {
        assertRefused(loop -> null, "null");
        assertRefused(loop -> Thread.ofVirtual().unstarted(loop), "a virtual thread");
        Thread started = Thread.ofPlatform().start(() -> {});
        assertRefused(loop -> started, "a started thread");
    }

    private static void assertRefused(ThreadFactory factory, String fault) {
        assertThatThrownBy(() -> BridgeExecutor.builder().carrierThreadFactory(factory).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void e06_factoryIgnoresWhatItIsGiven_refusedRatherThanNeverRunning() {
        assertThatThrownBy(
                        () ->
                                BridgeExecutor.builder()
                                        .carrierThreadFactory(
                                                loop -> Thread.ofPlatform().unstarted(() -> {}))
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "The carrier thread factory returned a thread that does not run what the"
                                + " factory was given: Thread[")
                .hasMessageEndingWith(
                        " has ended without it. A carrier is that Runnable: pass it to the"
                                + " thread.");
    }

    @Test
    void e06_factoryHasAnotherThreadRunTheCarrier_refusedNamingBoth() {
        assertRunElsewhere(
                loop -> Thread.ofPlatform().name("outer").unstarted(() -> runInner(loop)));
        assertRunElsewhere(
                loop -> {
                    runInner(loop); // before anybody knows which thread is returned
                    return Thread.ofPlatform().name("outer").unstarted(() -> {});
                });
    }

    private static void runInner(Runnable loop) {
        Thread inner = Thread.ofPlatform().name("inner").unstarted(loop);
        inner.setUncaughtExceptionHandler((thread, thrown) -> {});
        inner.start();
        try {
            inner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertRunElsewhere(ThreadFactory factory) {
        assertThatThrownBy(() -> BridgeExecutor.builder().carrierThreadFactory(factory).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outer")
                .hasMessageContaining("inner")
                .hasMessageEndingWith("pass it to the thread that is returned.");
    }

    @Test
    void e06_factoryRunsSomethingElse_refusedWithTheStackOfThat() {
        CountDownLatch release = new CountDownLatch(1);
        BridgeBuilder builder =
                BridgeExecutor.builder()
                        .carrierThreadFactory(
                                loop ->
                                        Thread.ofPlatform()
                                                .daemon()
                                                .unstarted(() -> hang(release)));
        builder.startPatience = 1; // nanosecond
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(" does something else.");
        release.countDown();
    }

    private static void hang(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void e06_interruptedWhileTheThreadOfAFactoryStarts_builtWithTheFlagKept() {
        Thread.currentThread().interrupt();
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .carrierThreadFactory(Thread.ofPlatform().factory())
                        .build();
        assertThat(Thread.interrupted()).isTrue();
        executor.close();
    }

    @Test
    void e06_factoryFailsForALaterCarrier_noThreadOfTheOthersStays() throws Exception {
        List<Thread> made = new ArrayList<>();
        ThreadFactory failing =
                loop -> {
                    if (made.size() == 2) {
                        throw new IllegalStateException("no more");
                    }
                    Thread thread = Thread.ofPlatform().unstarted(loop);
                    made.add(thread);
                    return thread;
                };
        assertThatThrownBy(
                        () ->
                                BridgeExecutor.builder()
                                        .carriers(3)
                                        .carrierThreadFactory(failing)
                                        .build())
                .hasMessage("no more");
        assertThat(made).noneMatch(Thread::isAlive);
    }

    @Test
    void e06_factoryReturnsOneThreadTwice_refusedAndTheThreadEnds() {
        List<Thread> made = new ArrayList<>();
        ThreadFactory same =
                loop -> {
                    if (made.isEmpty()) {
                        made.add(Thread.ofPlatform().unstarted(loop));
                    }
                    return made.getFirst();
                };
        assertThatThrownBy(
                        () ->
                                BridgeExecutor.builder()
                                        .carriers(2)
                                        .carrierThreadFactory(same)
                                        .build())
                .isInstanceOf(IllegalThreadStateException.class);
        await().until(() -> !made.getFirst().isAlive());
    }

    @Test
    void c08_carriers_takeTurnsAndATaskStaysWhereItsSpawnerIs() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("turns").carriers(3).build()) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 9; i++) {
                await().until(executor::isAsleep); // or a spawn goes to whoever sleeps
                names.add(
                        executor.<String>spawn(
                                        cx -> {
                                            assertThat(BridgeExecutor.current()).isSameAs(executor);
                                            return Poll.ready(Thread.currentThread().getName());
                                        })
                                .get());
            }
            assertThat(names).containsExactlyInAnyOrder("turns-0", "turns-1", "turns-2");
            TaskFuture<List<TaskFuture<Thread>>> spawner =
                    executor.spawn(
                            cx -> {
                                List<TaskFuture<Thread>> children = new ArrayList<>();
                                children.add(
                                        executor.spawn(c -> Poll.ready(Thread.currentThread())));
                                children.add(
                                        BridgeExecutor.spawnHere(
                                                c -> Poll.ready(Thread.currentThread())));
                                children.add(
                                        executor.spawn(c -> Poll.ready(Thread.currentThread())));
                                return Poll.ready(children);
                            });
            Set<Thread> threads = new HashSet<>();
            for (TaskFuture<Thread> child : spawner.get()) {
                threads.add(child.get());
            }
            assertThat(threads).hasSize(1);
        }
        assertThat(BridgeExecutor.current()).isNull();
    }

    @Test
    void e06_threads_haveTheNameAndTheDaemonFlagOfTheBuilder() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("me").daemon(true).build()) {
            Thread thread = executor.<Thread>spawn(cx -> Poll.ready(Thread.currentThread())).get();
            assertThat(thread.getName()).isEqualTo("me-0");
            assertThat(thread.isDaemon()).isTrue();
            assertThat(executor.toString()).contains("me", "open");
        }
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            Thread thread = executor.<Thread>spawn(cx -> Poll.ready(Thread.currentThread())).get();
            assertThat(thread.isDaemon()).isFalse();
            assertThat(thread.getName()).startsWith("trunnion-");
        }
    }
}
