package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * A task that is woken and cancelled at each moment of its life. {@link TaskScript} explains the
 * columns.
 */
@Tag("slow") // no JDK differs in this: the matrix of JDKs may leave it out
class TaskGridTest {
    private static final String TABLE =
            """
            # when side    events      poll      polls inbox queue told stop drop errs outcome   end
            # before the first poll, on the carrier itself
            before own     wake        pending       1     0     1    0    0    0    0 pending   no
            before own     wake        ready         1     0     1    1    0    0    0 value     yes
            before own     wake        throws        1     0     1    1    0    0    0 failure   yes
            before own     wake        badcancel     1     0     1    0    0    0    0 pending   no
            before own     cancel      pending       0     0     2    1    1    0    0 cancelled yes
            before own     cancel      ready         0     0     2    1    1    0    0 cancelled yes
            before own     cancel      throws        0     0     2    1    1    0    0 cancelled yes
            before own     cancel      badcancel     0     0     2    1    1    0    1 cancelled yes
            before own     wake+cancel pending       0     0     2    1    1    0    0 cancelled yes
            before own     wake+cancel ready         0     0     2    1    1    0    0 cancelled yes
            before own     wake+cancel throws        0     0     2    1    1    0    0 cancelled yes
            before own     wake+cancel badcancel     0     0     2    1    1    0    1 cancelled yes
            before own     cancel+wake pending       0     0     2    1    1    0    0 cancelled yes
            before own     cancel+wake ready         0     0     2    1    1    0    0 cancelled yes
            before own     cancel+wake throws        0     0     2    1    1    0    0 cancelled yes
            before own     cancel+wake badcancel     0     0     2    1    1    0    1 cancelled yes
            # before the first poll, by another thread
            before foreign wake        pending       1     1     0    0    0    0    0 pending   no
            before foreign wake        ready         1     1     0    1    0    0    0 value     yes
            before foreign wake        throws        1     1     0    1    0    0    0 failure   yes
            before foreign wake        badcancel     1     1     0    0    0    0    0 pending   no
            before foreign cancel      pending       0     2     0    1    1    0    0 cancelled yes
            before foreign cancel      ready         0     2     0    1    1    0    0 cancelled yes
            before foreign cancel      throws        0     2     0    1    1    0    0 cancelled yes
            before foreign cancel      badcancel     0     2     0    1    1    0    1 cancelled yes
            before foreign wake+cancel pending       0     2     0    1    1    0    0 cancelled yes
            before foreign wake+cancel ready         0     2     0    1    1    0    0 cancelled yes
            before foreign wake+cancel throws        0     2     0    1    1    0    0 cancelled yes
            before foreign wake+cancel badcancel     0     2     0    1    1    0    1 cancelled yes
            before foreign cancel+wake pending       0     2     0    1    1    0    0 cancelled yes
            before foreign cancel+wake ready         0     2     0    1    1    0    0 cancelled yes
            before foreign cancel+wake throws        0     2     0    1    1    0    0 cancelled yes
            before foreign cancel+wake badcancel     0     2     0    1    1    0    1 cancelled yes
            # during the first poll, on the carrier itself
            during own     wake        pending       2     0     2    0    0    0    0 pending   no
            during own     wake        ready         1     0     2    1    0    0    0 value     yes
            during own     wake        throws        1     0     2    1    0    0    0 failure   yes
            during own     wake        badcancel     2     0     2    0    0    0    0 pending   no
            during own     cancel      pending       1     0     2    1    1    0    0 cancelled yes
            during own     cancel      ready         1     0     2    1    0    1    0 cancelled yes
            during own     cancel      throws        1     0     2    1    0    0    0 cancelled yes
            during own     cancel      badcancel     1     0     2    1    1    0    1 cancelled yes
            during own     wake+cancel pending       1     0     3    1    1    0    0 cancelled yes
            during own     wake+cancel ready         1     0     3    1    0    1    0 cancelled yes
            during own     wake+cancel throws        1     0     3    1    0    0    0 cancelled yes
            during own     wake+cancel badcancel     1     0     3    1    1    0    1 cancelled yes
            during own     cancel+wake pending       1     0     3    1    1    0    0 cancelled yes
            during own     cancel+wake ready         1     0     3    1    0    1    0 cancelled yes
            during own     cancel+wake throws        1     0     3    1    0    0    0 cancelled yes
            during own     cancel+wake badcancel     1     0     3    1    1    0    1 cancelled yes
            # during the first poll, by another thread
            during foreign wake        pending       2     2     0    0    0    0    0 pending   no
            during foreign wake        ready         1     2     0    1    0    0    0 value     yes
            during foreign wake        throws        1     2     0    1    0    0    0 failure   yes
            during foreign wake        badcancel     2     2     0    0    0    0    0 pending   no
            during foreign cancel      pending       1     2     0    1    1    0    0 cancelled yes
            during foreign cancel      ready         1     2     0    1    0    1    0 cancelled yes
            during foreign cancel      throws        1     2     0    1    0    0    0 cancelled yes
            during foreign cancel      badcancel     1     2     0    1    1    0    1 cancelled yes
            during foreign wake+cancel pending       1     3     0    1    1    0    0 cancelled yes
            during foreign wake+cancel ready         1     3     0    1    0    1    0 cancelled yes
            during foreign wake+cancel throws        1     3     0    1    0    0    0 cancelled yes
            during foreign wake+cancel badcancel     1     3     0    1    1    0    1 cancelled yes
            during foreign cancel+wake pending       1     3     0    1    1    0    0 cancelled yes
            during foreign cancel+wake ready         1     3     0    1    0    1    0 cancelled yes
            during foreign cancel+wake throws        1     3     0    1    0    0    0 cancelled yes
            during foreign cancel+wake badcancel     1     3     0    1    1    0    1 cancelled yes
            # after the first poll, on the carrier itself
            after  own     wake        pending       2     0     2    0    0    0    0 pending   no
            after  own     wake        ready         1     0     1    1    0    0    0 value     yes
            after  own     wake        throws        1     0     1    1    0    0    0 failure   yes
            after  own     wake        badcancel     2     0     2    0    0    0    0 pending   no
            after  own     cancel      pending       1     0     2    1    1    0    0 cancelled yes
            after  own     cancel      ready         1     0     1    1    0    0    0 value     yes
            after  own     cancel      throws        1     0     1    1    0    0    0 failure   yes
            after  own     cancel      badcancel     1     0     2    1    1    0    1 cancelled yes
            after  own     wake+cancel pending       1     0     3    1    1    0    0 cancelled yes
            after  own     wake+cancel ready         1     0     1    1    0    0    0 value     yes
            after  own     wake+cancel throws        1     0     1    1    0    0    0 failure   yes
            after  own     wake+cancel badcancel     1     0     3    1    1    0    1 cancelled yes
            after  own     cancel+wake pending       1     0     3    1    1    0    0 cancelled yes
            after  own     cancel+wake ready         1     0     1    1    0    0    0 value     yes
            after  own     cancel+wake throws        1     0     1    1    0    0    0 failure   yes
            after  own     cancel+wake badcancel     1     0     3    1    1    0    1 cancelled yes
            # after the first poll, by another thread
            after  foreign wake        pending       2     2     0    0    0    0    0 pending   no
            after  foreign wake        ready         1     1     0    1    0    0    0 value     yes
            after  foreign wake        throws        1     1     0    1    0    0    0 failure   yes
            after  foreign wake        badcancel     2     2     0    0    0    0    0 pending   no
            after  foreign cancel      pending       1     2     0    1    1    0    0 cancelled yes
            after  foreign cancel      ready         1     1     0    1    0    0    0 value     yes
            after  foreign cancel      throws        1     1     0    1    0    0    0 failure   yes
            after  foreign cancel      badcancel     1     2     0    1    1    0    1 cancelled yes
            after  foreign wake+cancel pending       1     3     0    1    1    0    0 cancelled yes
            after  foreign wake+cancel ready         1     1     0    1    0    0    0 value     yes
            after  foreign wake+cancel throws        1     1     0    1    0    0    0 failure   yes
            after  foreign wake+cancel badcancel     1     3     0    1    1    0    1 cancelled yes
            after  foreign cancel+wake pending       1     3     0    1    1    0    0 cancelled yes
            after  foreign cancel+wake ready         1     1     0    1    0    0    0 value     yes
            after  foreign cancel+wake throws        1     1     0    1    0    0    0 failure   yes
            after  foreign cancel+wake badcancel     1     3     0    1    1    0    1 cancelled yes
            """;

    private final Uncaught uncaught = new Uncaught();

    static List<String> rows() {
        return TaskScript.rows(TABLE);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void e01_oneCarrier_wakesAndCancelsAtEachMoment(String row) throws Exception {
        assertRow(row, 1, TaskGridTest::onNewThread);
    }

    /** What is foreign to a carrier may be another one of the same executor. */
    @ParameterizedTest
    @MethodSource("rows")
    void e01_severalCarriers_wakesAndCancelsAtEachMoment(String row) throws Exception {
        assertRow(row, 3, null);
    }

    private void assertRow(String row, int carriers, Executor foreign) throws Exception {
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .name("grid")
                        .carriers(carriers)
                        .uncaughtHandler(uncaught)
                        .build();
        try {
            await().until(executor::isAsleep); // or a spawn goes to whoever sleeps
            Carrier sibling = executor.spawn(cx -> Poll.ready(LoopThread.current())).get();
            TaskScript script =
                    new TaskScript(
                            row, foreign == null ? a -> onCarrier(sibling, a) : foreign, uncaught);
            await().until(executor::isAsleep);
            executor.spawn(script).get(); // with several carriers: on the one after the sibling
            assertThat(script.counts()).isEqualTo(TaskScript.expected(row));
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    private static void onNewThread(Runnable action) {
        Thread thread = Thread.ofPlatform().start(action);
        joinQuietly(thread::join);
    }

    private static void onCarrier(Carrier sibling, Runnable action) {
        assertThat(sibling.isCurrent()).isFalse();
        CountDownLatch done = new CountDownLatch(1);
        sibling.enqueue(
                new RunnableNode(
                        () -> {
                            action.run();
                            done.countDown();
                        }));
        joinQuietly(done::await);
    }

    private interface Wait {
        void await() throws InterruptedException;
    }

    private static void joinQuietly(Wait wait) {
        try {
            wait.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
