package io.github.trunnion.guides.migration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.OnGiveUp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The idioms that wait, before and after. */
@Timeout(60)
class WaitIdiomsTest {
    private final Shop shop = new Shop();
    private final Before before = new Before(shop);
    private final After after = new After(shop);

    private record Before(Shop shop, Map<Integer, CompletableFuture<String>> cells) {
        Before(Shop shop) {
            this(shop, new ConcurrentHashMap<>());
        }

        // region mi07-before
        CompletableFuture<String> nameInTime() {
            return shop.slow().completeOnTimeout("somebody", 50, TimeUnit.MILLISECONDS);
        }

        // endregion

        // region mi08-before
        String name(int id) {
            return shop.user(id).join();
        }

        // endregion

        // region mi10-before
        String cached(int id) throws Exception {
            return cells.computeIfAbsent(id, shop::user).get(50, TimeUnit.MILLISECONDS);
        }
        // endregion
    }

    private record After(Shop shop, Map<Integer, CompletableFuture<String>> cells) {
        After(Shop shop) {
            this(shop, new ConcurrentHashMap<>());
        }

        // region mi07-after
        String nameInTime() throws InterruptedException {
            try {
                return Await.await(shop.slow(), Duration.ofMillis(50));
            } catch (TimeoutException late) {
                return "somebody"; // and the request has been cancelled
            }
        }

        // endregion

        // region mi08-after
        String name(int id) throws InterruptedException {
            return Await.await(shop.user(id));
        }

        // endregion

        // region mi10-after
        private static final AwaitOptions<TimeoutException> SHARED =
                Await.with().timeout(Duration.ofMillis(50)).onGiveUp(OnGiveUp.DETACH);

        String cached(int id) throws InterruptedException, TimeoutException {
            return SHARED.await(cells.computeIfAbsent(id, shop::user));
        }
        // endregion
    }

    @Test
    void mi07_bothGoOnInTime_andTheRequestIsStoppedAfterwards() throws Exception {
        assertEquals("somebody", before.nameInTime().join());
        assertFalse(shop.slowStopped.get());
        Shop another = new Shop();
        assertEquals("somebody", new After(another).nameInTime());
        assertTrue(another.slowStopped.get());
    }

    @Test
    void mi08_bothWait_butAnInterruptEndsTheAwait() throws Exception {
        assertEquals("user 7", before.name(7));
        assertEquals("user 7", after.name(7));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread waits =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                Await.await(shop.slow());
                            } catch (Throwable e) {
                                ended.complete(e);
                            }
                        });
        await().until(() -> waits.getState() == Thread.State.WAITING);
        waits.interrupt(); // a join would go on waiting
        assertEquals(InterruptedException.class, ended.get(30, TimeUnit.SECONDS).getClass());
        assertTrue(shop.slowStopped.get());
    }

    @Test
    void mi10_oneGivesUp_theOtherStillWaitsForTheCell() throws Exception {
        before.cells().put(7, CompletableFuture.completedFuture("user 7"));
        after.cells().put(7, CompletableFuture.completedFuture("user 7"));
        assertEquals("user 7", before.cached(7));
        assertEquals("user 7", after.cached(7));
        CompletableFuture<String> cell = new CompletableFuture<>();
        after.cells().put(8, cell);
        assertThrows(TimeoutException.class, () -> after.cached(8));
        assertFalse(cell.isDone());
        cell.complete("user 8");
        assertEquals("user 8", after.cached(8));

        CompletableFuture<String> wrong = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> Await.await(wrong, Duration.ofMillis(1)));
        assertThrows(CancellationException.class, wrong::join); // for everybody
    }
}
