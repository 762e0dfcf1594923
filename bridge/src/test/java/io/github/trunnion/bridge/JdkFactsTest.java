package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * What the library takes for granted of a JDK. A failure here means that the JDK has changed; the
 * message says what rests on the fact.
 */
@Tag("jdk-fact")
@Timeout(60)
class JdkFactsTest {
    private final ExecutorService one =
            Executors.newSingleThreadExecutor(
                    body -> Thread.ofPlatform().name("fact").daemon().unstarted(body));

    @BeforeEach
    void open() {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
    }

    @AfterEach
    void close() {
        one.shutdownNow();
    }

    private static String changed(String consequence) {
        return "JDK " + Runtime.version() + " has changed: " + consequence;
    }

    private static Thread start(Executor scheduler, Runnable body) {
        Thread thread = BackEnd.newThread(scheduler, null, body);
        thread.start();
        return thread;
    }

    private static Runnable continuationOf(Thread virtual) throws Exception {
        Field field = Class.forName("java.lang.VirtualThread").getDeclaredField("runContinuation");
        field.setAccessible(true);
        return (Runnable) field.get(virtual);
    }

    // row 3

    /** So an enqueue may not park or lock, and asks for the carrier and not for the thread. */
    @Test
    void scheduler_isCalledWithAPinnedVirtualThreadAsCurrentThread() throws Exception {
        List<Thread> callers = new CopyOnWriteArrayList<>();
        Executor recording =
                continuation -> {
                    callers.add(Thread.currentThread());
                    one.execute(continuation);
                };
        Thread parked = start(recording, LockSupport::park);
        OwnThreads.awaitState(parked, Thread.State.WAITING);
        callers.clear();
        ExecutorService other = Executors.newSingleThreadExecutor();
        AtomicReference<Thread> carrier = new AtomicReference<>();
        other.execute(() -> carrier.set(Thread.currentThread()));
        Thread pinned =
                start(
                        other,
                        () -> {
                            BackEnd.pin();
                            LockSupport.unpark(parked);
                            BackEnd.unpin();
                        });
        parked.join();
        pinned.join();
        other.shutdown();
        boolean asItsCarrier = Runtime.version().feature() <= 21;
        assertThat(callers.getFirst())
                .as(changed("the scheduler is called by another thread than the one that unparks"))
                .isSameAs(asItsCarrier ? carrier.get() : pinned);
    }

    // row 4

    @Test
    void virtualThreadMadeInAVirtualThread_inheritsItsScheduler() throws Exception {
        AtomicReference<Thread> direct = new AtomicReference<>();
        AtomicReference<Thread> pooled = new AtomicReference<>();
        try (ExecutorService outside = Executors.newVirtualThreadPerTaskExecutor()) {
            Executor scheduler = one::execute;
            Thread parent =
                    start(
                            scheduler,
                            () -> {
                                direct.set(Thread.ofVirtual().unstarted(() -> {}));
                                outside.execute(() -> pooled.set(Thread.currentThread()));
                            });
            parent.join();
            outside.shutdown();
            while (!outside.isTerminated()) {
                Spin.once();
            }
            String consequence = changed("threads made on a carrier do not stay there");
            assertThat(BackEnd.schedulerOf(direct.get())).as(consequence).isSameAs(scheduler);
            assertThat(BackEnd.schedulerOf(pooled.get())).as(consequence).isSameAs(scheduler);
        }
    }

    @Test
    void virtualThreadMadeOnAPlatformThread_isOfTheJdksScheduler() throws Exception {
        CompletableFuture<String> carrier = new CompletableFuture<>();
        one.execute(
                () ->
                        Thread.ofVirtual()
                                .start(() -> carrier.complete(BackEnd.currentCarrier().getName())));
        assertThat(carrier.get())
                .as(changed("the dispatcher cannot start threads of the JDK's scheduler"))
                .startsWith("ForkJoinPool");
    }

    // row 5

    @Test
    void continuation_runsOnAnyPlatformThreadAndNotOnAVirtualOne() throws Exception {
        CompletableFuture<Runnable> given = new CompletableFuture<>();
        CompletableFuture<String> ranOn = new CompletableFuture<>();
        Thread thread =
                start(given::complete, () -> ranOn.complete(BackEnd.currentCarrier().getName()));
        Runnable continuation = given.get();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                continuation.run();
                            } catch (Throwable t) {
                                thrown.set(t);
                            }
                        })
                .join();
        assertThat(thrown.get())
                .as(changed("continuations run on virtual threads"))
                .isInstanceOf(WrongThreadException.class);
        Thread.ofPlatform().name("any").start(continuation).join();
        assertThat(ranOn.getNow("nowhere"))
                .as(changed("late continuations cannot run on platform threads of ours"))
                .isEqualTo("any");
        thread.join();
    }

    @Test
    void continuationThatHasRun_runOnceMore_doesNothing() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        Thread thread = start(one::execute, release::join);
        OwnThreads.awaitState(thread, Thread.State.WAITING);
        Runnable continuation = continuationOf(thread);
        for (int i = 0; i < 100; i++) {
            one.submit(continuation).get();
        }
        assertThat(thread.getState())
                .as(changed("a node that is run twice does harm"))
                .isEqualTo(Thread.State.WAITING);
        release.complete(null);
        thread.join();
        one.submit(continuation).get();
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    // row 13

    @Test
    void parkOfAVirtualThread_showsItsBlocker() throws Exception {
        Object blocker = new Object();
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread =
                start(
                        one::execute,
                        () -> {
                            while (!end.isDone()) {
                                LockSupport.park(blocker);
                            }
                        });
        OwnThreads.awaitState(thread, Thread.State.WAITING);
        assertThat(LockSupport.getBlocker(thread))
                .as(changed("a dump does not say what an await waits for"))
                .isSameAs(blocker);
        end.complete(null);
        LockSupport.unpark(thread);
        thread.join();
    }

    // row 12

    @Test
    void jvmWithoutAFlag_refusesPlainReflection() throws Exception {
        assertThat(new ChildJvm().run(PlainReflection.class).value("refused"))
                .as(changed("the carrier mode needs no flag any more"))
                .isEqualTo("true");
    }

    /** A main that runs in a JVM of its own. */
    static final class PlainReflection {
        public static void main(String[] arguments) throws Exception {
            Class<?> type = Class.forName("java.lang.ThreadBuilders");
            boolean refused = false;
            try {
                type.getDeclaredMethods()[0].setAccessible(true);
            } catch (RuntimeException inaccessible) {
                refused = !BackEnd.isOpen();
            }
            System.out.println("refused=" + refused);
        }
    }
}
