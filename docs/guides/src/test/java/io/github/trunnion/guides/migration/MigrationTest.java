package io.github.trunnion.guides.migration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.junit.MigrationRules;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Awaits;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ContextSource;
import io.github.trunnion.loom.Deadline;
import io.github.trunnion.loom.DeadlineExceededException;
import io.github.trunnion.loom.Facades;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** The snippets of the migration guide that are no idioms. */
@Timeout(60)
class MigrationTest {
    private final Shop shop = new Shop();

    @Test
    void rules() {
        assertThrows(
                AssertionError.class,
                () -> {
                    // region mg-rules
                    JavaClasses ours =
                            new ClassFileImporter()
                                    .importPackages("io.github.trunnion.guides.migration");
                    MigrationRules.joinAndGetOnlyIn("..adapters..").check(ours);
                    MigrationRules.noAsyncWithoutExecutor().check(ours);
                    MigrationRules.noDependentOfATimeout().check(ours);
                    MigrationRules.noAwaitInStaticInitializers().check(ours);
                    // endregion
                });
    }

    // region mg-faces
    /** What callers have had all along. */
    interface AsyncNames {
        CompletableFuture<String> name(int id);
    }

    /** What they may move to, one by one. */
    interface Names {
        String name(int id) throws InterruptedException;
    }

    // endregion

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothFacesOfOneImplementation(boolean direct) throws Exception {
        AsyncNames old = id -> shop.user(id);
        Names twin = id -> Await.await(shop.user(id));
        // region mg-switch
        AsyncNames async = direct ? Facades.async(AsyncNames.class, twin) : old;
        Names blocking = direct ? twin : Facades.blocking(Names.class, old);
        // endregion
        // region mg-safety-net
        assertEquals("user 7", async.name(7).join());
        assertEquals("user 7", blocking.name(7));
        assertThrows(NoSuchElementException.class, () -> blocking.name(-1));
        // endregion
    }

    // region mg-deadline
    String page(int id) throws Exception { // where the request comes in
        return Deadline.after(Duration.ofSeconds(1)).call(() -> heading(id) + text());
    }

    private String heading(int id) throws InterruptedException {
        return Await.await(shop.user(id)); // knows nothing of the deadline
    }

    // endregion

    private String text() throws InterruptedException {
        return Await.await(shop.slow());
    }

    private class Boundary {
        // region mg-boundary
        String name(int id) throws InterruptedException { // the twin, for new callers
            return Await.await(nameStarted(id));
        }

        CompletableFuture<String> nameAsync(int id) { // the old name, for the others
            return Blocking.supply(() -> name(id)).toCompletableFuture();
        }

        private CompletableFuture<String> nameStarted(int id) { // what was there
            return shop.user(id).thenApply(user -> "Dear " + user);
        }
        // endregion
    }

    @Test
    void boundary_bothFaces() throws Exception {
        assertEquals("Dear user 7", new Boundary().name(7));
        assertEquals("Dear user 7", new Boundary().nameAsync(7).join());
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        new Boundary().nameAsync(-1).whenComplete((name, failure) -> told.complete(failure));
        assertInstanceOf(NoSuchElementException.class, told.join());
    }

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    // region mg-context-source
    /** Named in META-INF/services/io.github.trunnion.loom.ContextSource. */
    public static final class TenantSource implements ContextSource {
        @Override
        public String name() {
            return "tenant";
        }

        @Override
        public Captured capture() {
            String captured = TENANT.get();
            return () -> { // on the other thread, before the body
                String before = TENANT.get();
                TENANT.set(captured);
                return () -> TENANT.set(before); // after it
            };
        }
    }

    // endregion

    @Test
    void ownContext_isThereInForks() throws Exception {
        Blocking.Launcher launcher =
                Blocking.with().context(ContextCarrier.standard().with(new TenantSource()));
        TENANT.set("acme");
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            ScopeMember<String> there = scope.fork(launcher, TENANT::get);
            scope.join();
            assertEquals("acme", there.get());
        } finally {
            TENANT.remove();
        }
    }

    @Test
    void deadlinePasses_whatIsAwaitedIsCancelled() {
        assertThrows(DeadlineExceededException.class, () -> page(7));
        assertTrue(shop.slowStopped.get());
    }

    @Test
    void fanOutWithALimit() throws Exception {
        List<Integer> ids = List.of(1, 2, 3, 4, 5);
        // region mg-fan-out
        List<String> users = new ArrayList<>();
        Blocking.Launcher two = Blocking.with().limit(2); // one for each thing that is scarce
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            List<ScopeMember<String>> asked = new ArrayList<>();
            for (int id : ids) {
                asked.add(scope.fork(two, () -> Await.await(shop.user(id))));
            }
            scope.join();
            for (ScopeMember<String> member : asked) {
                users.add(member.get());
            }
        }
        // endregion
        assertEquals(List.of("user 1", "user 2", "user 3", "user 4", "user 5"), users);
    }

    @Test
    void offTheLoop() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<String> answers = new ArrayList<>();
        Executor loop = Runnable::run;
        // region mg-loop
        Runnable onRequest = // a handler that an event loop calls
                () ->
                        Blocking.supply(() -> Await.await(shop.user(7))) // on a virtual thread
                                .thenAcceptAsync(answers::add, loop) // back on the loop
                                .thenRun(done::countDown);
        // endregion
        onRequest.run();
        done.await();
        assertEquals(List.of("user 7"), answers);
    }

    @Test
    void bridge() throws Exception {
        // region mg-bridge
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("io").carriers(2).build()) {
            PollFuture<String> pause =
                    PollFutures.map(PollFutures.sleep(Duration.ofMillis(1)), x -> "slept");
            assertEquals("slept", Await.on(bridge).await(pause));
        }
        // endregion
    }

    @Test
    void dump() throws Exception {
        StringBuilder text = new StringBuilder();
        Thread waits;
        // region mg-dump
        try (var recording = Awaits.startRecording()) { // or -Dtrunnion.awaits=true
            waits = Thread.ofVirtual().name("order-7").start(() -> waitForSlow());
            await().until(() -> !Awaits.pending().isEmpty());
            text.append(Awaits.dump()); // which thread waits for what, and where
        }
        // endregion
        waits.interrupt();
        waits.join();
        assertTrue(text.toString().contains("order-7"), text::toString);
        assertTrue(text.toString().contains("MigrationTest.java"), text::toString);
        assertFalse(text.toString().contains("other"), text::toString);
    }

    private void waitForSlow() {
        try {
            Await.await(shop.slow());
        } catch (InterruptedException stopped) {
            // the request has been cancelled
        }
    }
}
