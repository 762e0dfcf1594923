package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class FacadesAsyncTest {
    interface AsyncApi {
        CompletionStage<String> stage(String value);

        CompletableFuture<String> completable(String value);

        Future<String> future(String value);

        TaskFuture<Integer> task(int value);

        PollFuture<String> poll(String value);

        CompletionStage<Void> nothing();

        CompletionStage<String> failing();
    }

    static final class Api {
        final AtomicInteger polls = new AtomicInteger();
        final CompletableFuture<Thread> seen = new CompletableFuture<>();

        public String stage(String value) {
            seen.complete(Thread.currentThread());
            return value;
        }

        public String completable(String value) {
            return value;
        }

        public String future(String value) {
            return value;
        }

        public int task(int value) {
            return value;
        }

        public String poll(String value) {
            polls.incrementAndGet();
            return value;
        }

        public void nothing() {}

        public String failing() throws IOException {
            throw FAILURE;
        }
    }

    static final IOException FAILURE = new IOException("reset");

    @Test
    void fa02_eachKind_isMade_onAVirtualThread() throws Exception {
        Api delegate = new Api();
        AsyncApi async = Facades.async(AsyncApi.class, delegate);
        assertEquals("a", Await.await(async.stage("a")));
        assertTrue(delegate.seen.join().isVirtual());
        assertEquals("b", async.completable("b").get());
        assertEquals("c", async.future("c").get());
        assertEquals(4, async.task(4).get());
        assertNull(Await.await(async.nothing()));
    }

    @Test
    void fa02_pollFuture_startsAtTheFirstPoll() throws Exception {
        Api delegate = new Api();
        PollFuture<String> poll = Facades.async(AsyncApi.class, delegate).poll("lazy");
        assertEquals(0, delegate.polls.get());
        assertEquals("lazy", Await.await(poll));
        assertEquals(1, delegate.polls.get());
    }

    @Test
    void fa02_failure_isTheThrowableItself() {
        AsyncApi async = Facades.async(AsyncApi.class, new Api());
        ExecutionException thrown =
                assertThrows(
                        ExecutionException.class,
                        () -> async.failing().toCompletableFuture().get());
        assertSame(FAILURE, thrown.getCause());
    }

    interface AsyncWaiting {
        CompletionStage<String> stage();

        CompletableFuture<String> completable();

        PollFuture<String> poll();
    }

    static final class Waiting {
        final CountDownLatch begun = new CountDownLatch(1);
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

        private String parked() {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                interrupted.complete(true);
                return "interrupted";
            }
        }

        public String stage() {
            return parked();
        }

        public String completable() {
            return parked();
        }

        public String poll() {
            return parked();
        }
    }

    @Test
    void fa02_cancelOfAStage_interruptsTheCall() throws Exception {
        Waiting delegate = new Waiting();
        CompletionStage<String> stage = Facades.async(AsyncWaiting.class, delegate).stage();
        delegate.begun.await();
        assertTrue(((Future<?>) stage).cancel(true));
        assertTrue(delegate.interrupted.get());
    }

    @Test
    void fa02_cancelOfACompletableFuture_interruptsTheCall() throws Exception {
        Waiting delegate = new Waiting();
        var completable = Facades.async(AsyncWaiting.class, delegate).completable();
        delegate.begun.await();
        assertTrue(completable.cancel(true));
        assertTrue(delegate.interrupted.get());
    }

    @ParameterizedTest
    @EnumSource
    void fa02_awaitOfAPollFuture_interrupted_interruptsTheCall(ThreadKind thread) throws Exception {
        Waiting delegate = new Waiting();
        PollFuture<String> poll = Facades.async(AsyncWaiting.class, delegate).poll();
        Running<String> running = thread.start(() -> Await.await(poll));
        delegate.begun.await();
        running.parked().thread.interrupt();
        running.failure(InterruptedException.class);
        assertTrue(delegate.interrupted.get());
    }

    @Test
    void fa02_launcher_startsTheCalls_andRejectsThem() throws Exception {
        Api delegate = new Api();
        AsyncApi named =
                Facades.async(
                        AsyncApi.class,
                        delegate,
                        Blocking.on(Thread.ofPlatform().daemon().name("theirs").factory()));
        assertEquals("a", Await.await(named.stage("a")));
        assertEquals("theirs", delegate.seen.join().getName());
        AsyncApi rejecting =
                Facades.async(
                        AsyncApi.class,
                        delegate,
                        Blocking.on(
                                (java.util.concurrent.Executor)
                                        task -> {
                                            throw new RejectedExecutionException("full");
                                        }));
        assertThrows(RejectedExecutionException.class, () -> Await.await(rejecting.stage("a")));
        PollFuture<String> poll = rejecting.poll("b");
        assertThat(assertThrows(RejectedExecutionException.class, () -> Await.await(poll)))
                .hasMessage("full");
    }

    @Test
    void fa02_roundTrip_behavesAsTheOriginal() throws Exception {
        interface Blocked {
            String stage(String value) throws InterruptedException;

            String failing() throws IOException;
        }
        AsyncApi async = Facades.async(AsyncApi.class, new Api());
        Blocked blocked = Facades.blocking(Blocked.class, async);
        assertEquals("a", blocked.stage("a"));
        assertThat(assertThrows(IOException.class, blocked::failing)).hasCause(FAILURE);
    }

    @Test
    void fa02_pollFuture_runsInTheContextOfTheCall() throws Exception {
        ThreadLocal<String> user = new ThreadLocal<>();
        interface Names {
            String name();
        }
        interface AsyncNames {
            PollFuture<String> name();
        }
        Names names = user::get;
        AsyncNames async =
                Facades.async(
                        AsyncNames.class,
                        names,
                        Blocking.with()
                                .context(ContextCarrier.none().withThreadLocal("user", user)));
        user.set("caller");
        PollFuture<String> called = async.name();
        user.set("later");
        assertEquals("caller", Await.await(called));
    }
}
