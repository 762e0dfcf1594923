package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import javax.management.ObjectName;

/** What a thread dump says of threads that wait for our futures. */
@Timeout(30)
class ThreadDumpTest {
    @TempDir Path dir;
    private final BridgeExecutor executor = BestMode.builder().name("dumped").build();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
    }

    /** Its class is what a dump of the JVM shows. */
    private static final class Answer implements PollFuture<String> {
        @Override
        public Poll<String> poll(Context cx) {
            return Poll.pending();
        }

        @Override
        public String toString() {
            return "the answer";
        }
    }

    private static Thread parked(Thread thread) {
        thread.start();
        await().until(
                        () ->
                                thread.getState() == Thread.State.WAITING
                                        && LockSupport.getBlocker(thread) != null);
        return thread;
    }

    private static Runnable quiet(Callable<?> wait) {
        return () -> {
            try {
                Object unused = wait.call();
            } catch (Exception cancelled) {
                // the end of a test
            }
        };
    }

    @Test
    void threadThatGetsATaskFuture_isBlockedByTheTaskOfTheFuture() {
        TaskFuture<String> task = executor.spawn(new Answer());
        Thread platform = parked(Thread.ofPlatform().unstarted(quiet(task::get)));
        Thread virtual = parked(Thread.ofVirtual().unstarted(quiet(task::join)));
        for (Thread thread : new Thread[] {platform, virtual}) {
            assertThat(LockSupport.getBlocker(thread))
                    .isSameAs(task)
                    .hasToString("TaskFuture[pending, task of the answer]");
        }
    }

    @Test
    void awaitInPlace_isBlockedByTheFutureItself() {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        Answer answer = new Answer();
        Thread thread = parked(executor.newThread("asks", quiet(() -> executor.await(answer))));
        assertThat(LockSupport.getBlocker(thread)).isSameAs(answer);
    }

    @Test
    void carrierThatParksPlainly_isBlockedByItsPark() throws Exception {
        Thread carrier = executor.spawn(cx -> Poll.ready(Thread.currentThread())).get();
        await().until(() -> LockSupport.getBlocker(carrier) != null);
        assertThat(LockSupport.getBlocker(carrier)).hasToString("plain park");
    }

    /** The JVM writes class and hash of what a thread waits for, since JDK 25. */
    @Test
    void dumpOfTheJvm_showsTheClassOfWhatIsAwaited() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "dumps have no blockers before JDK 25");
        Answer answer = new Answer();
        Thread thread = parked(executor.newThread("asks", quiet(() -> executor.await(answer))));
        Path file = dir.resolve("threads.json");
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "dumpThreads",
                        new Object[] {file.toString(), "JSON"},
                        new String[] {String.class.getName(), String.class.getName()});

        String dump = Files.readString(file);
        int from = startOf(thread, dump);
        assertThat(from).isPositive();
        assertThat(dump.substring(from, dump.indexOf("\"stack\"", from)))
                .contains("\"name\": \"asks\"", "\"parkBlocker\"")
                .containsAnyOf(Answer.class.getName() + "@", TaskResult.class.getName() + "@");
    }

    /** Where a dump tells of the thread; its id is a number since JDK 27, and was a text. */
    static int startOf(Thread thread, String dump) {
        long id = thread.threadId();
        return Math.max(
                dump.indexOf("\"tid\": \"" + id + "\","), dump.indexOf("\"tid\": " + id + ","));
    }
}
