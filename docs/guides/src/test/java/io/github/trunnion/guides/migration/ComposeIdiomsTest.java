package io.github.trunnion.guides.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** The idioms that put futures together, before and after. */
@Timeout(60)
class ComposeIdiomsTest {
    private final Shop shop = new Shop();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Before before = new Before();
    private final After after = new After();

    record Quote(String user, int price) {}

    private class Before {
        // region mi02-before
        CompletableFuture<String> greeting(int id) {
            return shop.user(id).thenApply(user -> "Dear " + user);
        }

        // endregion

        // region mi03-before
        CompletableFuture<String> address(int id) {
            return shop.user(id)
                    .thenCompose(user -> shop.city(user).thenApply(city -> user + ", " + city));
        }

        // endregion

        // region mi04-before
        CompletableFuture<Quote> quote(int id, String item) {
            return shop.user(id).thenCombine(shop.price(item), Quote::new);
        }

        CompletableFuture<List<Integer>> prices(List<String> items) {
            List<CompletableFuture<Integer>> all = items.stream().map(shop::price).toList();
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
        }

        // endregion

        // region mi05-before
        CompletableFuture<String> either(CompletableFuture<String> a, CompletableFuture<String> b) {
            return a.applyToEither(b, name -> "first: " + name);
        }

        // endregion

        // region mi06-before
        CompletableFuture<String> nameOrGuest(int id) {
            return shop.user(id)
                    .exceptionally(
                            e -> {
                                Throwable cause =
                                        e instanceof CompletionException ? e.getCause() : e;
                                if (cause instanceof NoSuchElementException) {
                                    return "guest";
                                }
                                throw new CompletionException(cause);
                            })
                    .whenComplete((name, e) -> log.add("asked for " + id));
        }
        // endregion
    }

    private class After {
        // region mi02-after
        String greeting(int id) throws InterruptedException {
            return "Dear " + Await.await(shop.user(id));
        }

        // endregion

        // region mi03-after
        String address(int id) throws InterruptedException {
            String user = Await.await(shop.user(id));
            String city = Await.await(shop.city(user));
            return user + ", " + city;
        }

        // endregion

        // region mi04-after
        Quote quote(int id, String item) throws InterruptedException {
            try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
                ScopeMember<String> user = scope.attach(shop.user(id));
                ScopeMember<Integer> price = scope.attach(shop.price(item));
                scope.join();
                return new Quote(user.get(), price.get());
            }
        }

        List<Integer> prices(List<String> items) throws InterruptedException {
            return StageScope.all(items.stream().map(shop::price).toList());
        }

        // endregion

        // region mi05-after
        String either(CompletableFuture<String> a, CompletableFuture<String> b)
                throws InterruptedException {
            return "first: " + StageScope.race(a, b);
        }

        // endregion

        // region mi06-after
        String nameOrGuest(int id) throws InterruptedException {
            try {
                return Await.await(shop.user(id));
            } catch (NoSuchElementException unknown) {
                return "guest";
            } finally {
                log.add("asked for " + id);
            }
        }
        // endregion
    }

    @Test
    void mi02_bothGreet_andTheFunctionRunsOnTheThreadOfTheCaller() throws Exception {
        assertEquals("Dear user 7", before.greeting(7).join());
        assertEquals("Dear user 7", after.greeting(7));
        CompletableFuture<String> late = new CompletableFuture<>();
        AtomicReference<Thread> ran = new AtomicReference<>();
        late.thenAccept(user -> ran.set(Thread.currentThread()));
        Thread other = Thread.startVirtualThread(() -> late.complete("user 7"));
        other.join(); // first: who waits for a stage may help to run its dependents
        assertEquals("user 7", Await.await(late));
        assertSame(other, ran.get());
    }

    @Test
    void mi03_bothFind_andAFailureArrivesWithoutCompletionException() throws Exception {
        assertEquals("user 7, city of user 7", before.address(7).join());
        assertEquals("user 7, city of user 7", after.address(7));
        assertInstanceOf(
                NoSuchElementException.class,
                assertThrows(CompletionException.class, () -> before.address(-1).join())
                        .getCause());
        assertThrows(NoSuchElementException.class, () -> after.address(-1));
    }

    @Test
    void mi04_bothCombine_andAFailureCancelsTheSiblingAtOnce() throws Exception {
        assertEquals(new Quote("user 7", 4), before.quote(7, "lamp").join());
        assertEquals(new Quote("user 7", 4), after.quote(7, "lamp"));
        assertEquals(List.of(4, 5), before.prices(List.of("lamp", "chair")).join());
        assertEquals(List.of(4, 5), after.prices(List.of("lamp", "chair")));

        CompletableFuture<String> failed =
                CompletableFuture.failedFuture(new IllegalStateException("down"));
        CompletableFuture<Void> all = CompletableFuture.allOf(shop.slow(), failed);
        assertFalse(all.isDone()); // allOf waits for the slow one
        assertThrows(
                IllegalStateException.class, () -> StageScope.all(List.of(shop.slow(), failed)));
        assertTrue(shop.slowStopped.get());
    }

    @Test
    void mi05_bothTakeTheFirst_butAFailureWinsNoRace() throws Exception {
        CompletableFuture<String> never = new CompletableFuture<>();
        assertEquals("first: user 7", before.either(never, shop.user(7)).join());
        assertFalse(never.isDone());
        assertEquals("first: user 7", after.either(never, shop.user(7)));
        assertTrue(never.isCancelled());

        CompletableFuture<String> failed =
                CompletableFuture.failedFuture(new IllegalStateException("down"));
        CompletableFuture<String> open = new CompletableFuture<>();
        assertTrue(before.either(failed, open).isCompletedExceptionally());
        Thread later = Thread.startVirtualThread(() -> open.complete("user 8"));
        assertEquals("first: user 8", after.either(failed, open));
        later.join();
    }

    @Test
    void mi06_bothRecover_andOtherFailuresAndCancelsGoThrough() throws Exception {
        assertEquals("guest", before.nameOrGuest(-1).join());
        assertEquals("guest", after.nameOrGuest(-1));
        assertEquals("user 1", after.nameOrGuest(1));
        assertEquals(List.of("asked for -1", "asked for -1", "asked for 1"), log);
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        assertThrows(CancellationException.class, () -> Await.await(cancelled.copy()));
    }
}
