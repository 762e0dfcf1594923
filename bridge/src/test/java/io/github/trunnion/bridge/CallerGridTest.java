package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a caller belongs to, and where that has its futures run: each kind of caller, both modes.
 */
@Timeout(60)
class CallerGridTest {
    private static final String GUARDED = "guarded";
    private static final String CLOSED = "closed";
    private static final String NOWHERE = "nowhere";

    private final BridgeExecutor own = BridgeExecutor.builder().name("own").build();
    private final BridgeExecutor other = BridgeExecutor.builder().name("other").build();

    @AfterEach
    void close() {
        own.close(Duration.ZERO);
        other.close(Duration.ZERO);
    }

    /**
     * What holds for a caller.
     *
     * @param current the executor it belongs to
     * @param inPlace whether it polls what it awaits on its own executor
     * @param spawnedHere the carrier that runs what it spawns in its context
     * @param awaited the carrier that runs what it awaits on the executor called own
     */
    private record Facts(String current, boolean inPlace, String spawnedHere, String awaited) {}

    /** Runs an action on a thread of some kind. */
    private interface Start {
        void start(CallerGridTest test, Runnable action) throws Exception;
    }

    enum Caller {
        PLATFORM_THREAD(
                (test, action) -> Thread.ofPlatform().name("main-like").start(action),
                new Facts(NOWHERE, false, NOWHERE, "own-0"),
                new Facts(NOWHERE, false, NOWHERE, "own-0")),
        VIRTUAL_THREAD_OF_THE_JDK(
                (test, action) -> Thread.ofVirtual().start(action),
                new Facts(NOWHERE, false, NOWHERE, "own-0"),
                new Facts(NOWHERE, false, NOWHERE, "own-0")),
        ACTION_ON_THE_CARRIER(
                (test, action) -> test.own.execute(action),
                new Facts("own", false, "own-0", GUARDED),
                new Facts("own", false, "own-0", GUARDED)),
        OWN_VIRTUAL_THREAD(
                (test, action) -> test.own.newThread(null, action).start(),
                new Facts("own", true, "own-0", "own-0"),
                new Facts("own", false, "own-0", "own-0")),
        VIRTUAL_THREAD_OF_ANOTHER_EXECUTOR(
                (test, action) -> test.other.newThread(null, action).start(),
                new Facts("other", false, "other-0", "own-0"),
                new Facts("other", false, "other-0", "own-0")),
        THREAD_THAT_AN_OWN_THREAD_MAKES(
                (test, action) -> test.own.newThread(null, () -> startVirtual(action)).start(),
                new Facts("own", false, "own-0", "own-0"),
                new Facts(NOWHERE, false, NOWHERE, "own-0")),
        OWN_THREAD_AFTER_THE_END(
                CallerGridTest::startAndClose,
                new Facts("own", false, CLOSED, CLOSED),
                new Facts("own", false, CLOSED, CLOSED)),
        POLL_INSIDE_BLOCK_ON(
                (test, action) -> Thread.ofPlatform().name("blocked").start(inBlockOn(action)),
                new Facts(NOWHERE, false, "blocked", GUARDED),
                new Facts(NOWHERE, false, "blocked", GUARDED));

        final Start start;
        final Facts carried;
        final Facts hosted;

        Caller(Start start, Facts carried, Facts hosted) {
            this.start = start;
            this.carried = carried;
            this.hosted = hosted;
        }
    }

    private static void startVirtual(Runnable action) {
        Thread unused = Thread.ofVirtual().start(action);
    }

    private static void startAndClose(CallerGridTest test, Runnable action)
            throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runnable late =
                () -> {
                    started.countDown();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    action.run();
                };
        test.own.newThread(null, late).start();
        started.await();
        test.own.close(Duration.ZERO);
        closed.countDown();
    }

    private static Runnable inBlockOn(Runnable action) {
        AtomicInteger polls = new AtomicInteger();
        PollFuture<Integer> twice =
                cx -> {
                    if (polls.incrementAndGet() == 2) { // what was spawned here has run
                        return Poll.ready(2);
                    }
                    action.run();
                    cx.waker().wake();
                    return Poll.pending();
                };
        return () -> {
            try {
                BlockOn.run(twice);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    /** A future that tells which carrier polls it. */
    private static PollFuture<String> where() {
        return cx -> Poll.ready(BackEnd.currentCarrier().getName());
    }

    private String current() {
        BridgeExecutor current = BridgeExecutor.current();
        return current == null ? NOWHERE : current == own ? "own" : "other";
    }

    private static CompletableFuture<String> spawnedHere() {
        try {
            TaskFuture<String> task = BridgeExecutor.spawnHere(where());
            return task.toCompletableFuture();
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(CLOSED);
        } catch (IllegalStateException noContext) {
            return CompletableFuture.completedFuture(NOWHERE);
        }
    }

    private String awaited() throws Exception {
        try {
            return own.await(where());
        } catch (BlockingNotAllowedException onLoop) {
            return GUARDED;
        } catch (BridgeClosedException ended) {
            return CLOSED;
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void caller_belongsToItsContextAndAwaitsThere(Caller caller) throws Exception {
        CompletableFuture<CompletableFuture<Facts>> facts = new CompletableFuture<>();
        caller.start.start(
                this,
                () ->
                        OwnThreads.complete(
                                facts,
                                () -> {
                                    String current = current();
                                    boolean inPlace = own.awaitsInPlace();
                                    CompletableFuture<String> here = spawnedHere();
                                    String awaited = awaited();
                                    return here.thenApply(
                                            h -> new Facts(current, inPlace, h, awaited));
                                }));
        assertThat(result(result(facts)))
                .isEqualTo(own.mode() == BridgeMode.CARRIER ? caller.carried : caller.hosted);
    }

    private static <T> T result(CompletableFuture<T> future)
            throws InterruptedException, TimeoutException, ExecutionException {
        return future.get(20, TimeUnit.SECONDS);
    }
}
