package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitGuard;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Deadline;
import io.github.trunnion.loom.DeadlineExceededException;
import io.github.trunnion.loom.ExceptionCopies;
import io.github.trunnion.loom.OnGiveUp;
import io.github.trunnion.loom.Outcome;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** The snippets of "Wrapping CompletableFuture APIs". */
@Timeout(60)
class WrappingTest {
    private final Printed out = new Printed();

    /** A client as one finds them. */
    private static class AsyncUsers {
        CompletableFuture<String> find(int id) {
            return CompletableFuture.supplyAsync(() -> "user " + id);
        }

        CompletableFuture<String> photo(int id) {
            return CompletableFuture.failedFuture(new FileNotFoundException("photo " + id));
        }
    }

    private final AsyncUsers client = new AsyncUsers();

    @Test
    void await_on_a_virtual_thread() throws Exception {
        // region wrap-await
        Thread request =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                String user = Await.await(client.find(7));
                                out.println("found " + user);
                            } catch (InterruptedException stopped) {
                                out.println("stopped"); // the request of the client is cancelled
                            }
                        });
        // endregion
        request.join();
        assertEquals("found user 7", out.text());
    }

    @Test
    void await_a_plain_future() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            // region wrap-future
            Future<String> report = pool.submit(() -> "the report");
            String text = Await.awaitFuture(report);
            // endregion
            assertEquals("the report", text);
        } finally {
            pool.shutdown();
        }
    }

    // region wrap-client
    record Users(AsyncUsers client) {
        String find(int id) throws InterruptedException {
            return Await.await(client.find(id));
        }

        String photo(int id) throws IOException, InterruptedException {
            return Await.await(client.photo(id), IOException.class);
        }
    }

    // endregion

    @Test
    void typed_failures() throws Exception {
        Users users = new Users(client);
        assertEquals("user 3", users.find(3));
        assertEquals(
                "photo 3",
                assertThrows(FileNotFoundException.class, () -> users.photo(3)).getMessage());
    }

    @Test
    void timeouts() throws Exception {
        CompletableFuture<String> slow = new CompletableFuture<>();
        // region wrap-timeout
        String answer;
        try {
            answer = Await.await(slow, Duration.ofMillis(50));
        } catch (TimeoutException late) {
            answer = "none"; // slow has been cancelled
        }
        // endregion
        assertEquals("none", answer);
        assertTrue(slow.isCancelled());
    }

    @Test
    void deadlines() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        assertThrows(
                DeadlineExceededException.class,
                () -> {
                    // region wrap-deadline
                    String page =
                            Deadline.after(Duration.ofMillis(100))
                                    .call(
                                            () -> {
                                                String user = Await.await(client.find(7));
                                                return user + ": " + Await.await(slow);
                                            });
                    // endregion
                    out.println(page);
                });
        assertTrue(slow.isCancelled());
    }

    private static final class RemoteException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RemoteException(String message, int status, Throwable cause) {
            super(message, cause);
            this.status = status;
        }
    }

    @Test
    void copies() {
        // region wrap-copies
        Registration copies =
                ExceptionCopies.register(
                        RemoteException.class,
                        e -> new RemoteException(e.getMessage(), e.status, e));
        // endregion
        RemoteException failure = new RemoteException("no", 503, null);
        RemoteException thrown =
                assertThrows(
                        RemoteException.class,
                        () -> Await.await(CompletableFuture.failedFuture(failure)));
        assertEquals(503, thrown.status);
        assertEquals(failure, thrown.getCause());
        copies.close();
    }

    @Test
    void outcomes() throws Exception {
        CompletableFuture<String> stage = client.photo(7);
        // region wrap-outcome
        String text =
                switch (Await.outcome(stage)) {
                    case Outcome.Success<String>(String value) -> value;
                    case Outcome.Failure<String>(Throwable cause) -> "failed: " + cause;
                    case Outcome.Cancelled<String>(CancellationException cause) -> "cancelled";
                };
        // endregion
        assertEquals("failed: java.io.FileNotFoundException: photo 7", text);
    }

    private static String template() {
        return "Dear ";
    }

    @Test
    void scopes() throws Exception {
        // region wrap-scope
        String letter;
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            ScopeMember<String> user = scope.attach(client.find(7));
            ScopeMember<String> text = scope.fork(() -> template()); // may block
            scope.join();
            letter = text.get() + user.get();
        }
        // endregion
        assertEquals("Dear user 7", letter);
    }

    // region wrap-detach
    private static final AwaitOptions<TimeoutException> SHARED =
            Await.with().timeout(Duration.ofMillis(50)).onGiveUp(OnGiveUp.DETACH);

    // endregion

    @Test
    void detached() {
        CompletableFuture<String> cell = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> SHARED.await(cell));
        assertFalse(cell.isDone());
    }

    @Test
    void guards() throws Exception {
        // region wrap-guard
        Registration guard =
                AwaitGuard.register(
                        thread ->
                                thread.getName().startsWith("their-loop-")
                                        ? "an event loop of theirs"
                                        : null);
        // endregion
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("their-loop-1")
                .start(
                        () -> {
                            try {
                                Await.await(new CompletableFuture<>());
                            } catch (Throwable refused) {
                                thrown.complete(refused);
                            }
                        });
        assertInstanceOf(BlockingNotAllowedException.class, thrown.get());
        guard.close();
    }
}
