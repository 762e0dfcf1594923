package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** sp05. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class NettyFuturesTest {
    private BridgeExecutor executor;
    private BridgeEventLoopGroup group;
    private Promise<String> promise;

    @BeforeEach
    void open() {
        executor = BridgeExecutor.builder().build();
        group = BridgeEventLoopGroup.open(executor);
        promise = group.next().newPromise();
    }

    @AfterEach
    void close() {
        group.close();
        executor.close();
    }

    /** What a body gives on a virtual thread of the executor. */
    private <T> CompletableFuture<T> onThread(Callable<T> body) {
        CompletableFuture<T> end = new CompletableFuture<>();
        executor.newThread(null, run(body, end)).start();
        return end;
    }

    private static <T> Runnable run(Callable<T> body, CompletableFuture<T> end) {
        return () -> {
            try {
                end.complete(body.call());
            } catch (Throwable thrown) {
                end.completeExceptionally(thrown);
            }
        };
    }

    private void later(Runnable action) {
        group.next().schedule(action, 5, TimeUnit.MILLISECONDS);
    }

    @Test
    void sp05_await_valueNullAndFailure_onAVirtualThreadOfTheCarrier() throws Exception {
        later(() -> promise.setSuccess("value"));
        assertThat(onThread(() -> NettyFutures.await(promise)).get()).isEqualTo("value");
        assertThat(onThread(() -> NettyFutures.await(promise)).get()).isEqualTo("value");
        Promise<String> nothing = group.next().newPromise();
        later(() -> nothing.setSuccess(null));
        assertThat(onThread(() -> NettyFutures.await(nothing, Duration.ofSeconds(50))).get())
                .isNull();
        IOException failure = new IOException("gone");
        Promise<String> failing = group.next().newPromise();
        later(() -> failing.setFailure(failure));
        assertThatThrownBy(onThread(() -> NettyFutures.await(failing))::get)
                .cause()
                .isInstanceOf(AwaitException.class)
                .hasCause(failure);
    }

    @Test
    void sp05_await_onAThreadOfNobody_virtualAndPlatform() throws Exception {
        later(() -> promise.setSuccess("value"));
        assertThat(NettyFutures.await(promise)).isEqualTo("value");
        Promise<String> other = group.next().newPromise();
        CompletableFuture<String> got = new CompletableFuture<>();
        Thread.ofVirtual().start(run(() -> NettyFutures.await(other), got));
        later(() -> other.setSuccess("other"));
        assertThat(got.get()).isEqualTo("other");
    }

    @Test
    void sp05_awaitInPlace_isResumedOnItsCarrier_withoutAForeignSubmit() throws Exception {
        assumeTrue(executor.mode() == BridgeMode.CARRIER, "there is no place to wait in");
        onThread(
                        () -> {
                            long before = executor.counters().foreignSubmits();
                            for (int i = 0; i < 100; i++) {
                                Promise<Integer> next = group.next().newPromise();
                                int value = i;
                                group.next().execute(() -> next.setSuccess(value));
                                assertThat(NettyFutures.await(next)).isEqualTo(i);
                            }
                            assertThat(executor.counters().foreignSubmits()).isEqualTo(before);
                            return null;
                        })
                .get();
    }

    @Test
    void sp05_timeOutAndInterrupt_cancelTheSource_aLateEndIsDropped() throws Exception {
        assertThatThrownBy(onThread(() -> NettyFutures.await(promise, Duration.ofMillis(1)))::get)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(promise.isCancelled()).isTrue();
        assertThat(promise.trySuccess("late")).isFalse();
        Promise<String> interrupted = group.next().newPromise();
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        CompletableFuture<String> end =
                onThread(
                        () -> {
                            waiting.complete(Thread.currentThread());
                            return NettyFutures.await(interrupted);
                        });
        waiting.get().interrupt();
        assertThatThrownBy(end::get).hasCauseInstanceOf(InterruptedException.class);
        await().until(interrupted::isCancelled);
    }

    @Test
    void sp05_aCancelledSourceIsCancelled() {
        later(() -> promise.cancel(true));
        assertThatThrownBy(onThread(() -> NettyFutures.await(promise))::get)
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> NettyFutures.await(promise))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void sp05_anAwaitOnAnEventLoopIsRefused_ofOursAndOfNetty_unlessThereIsNothingToWaitFor()
            throws Exception {
        try (MultiThreadIoEventLoopGroup netty =
                new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
            for (EventExecutor loop : new EventExecutor[] {group.next(), netty.next()}) {
                for (Callable<?> body :
                        new Callable<?>[] {
                            () -> NettyFutures.await(promise),
                            () -> NettyFutures.await(promise, Duration.ofSeconds(1)),
                            () -> Await.await(new CompletableFuture<>())
                        }) {
                    assertThatThrownBy(loop.submit(body)::get)
                            .hasCauseInstanceOf(BlockingNotAllowedException.class);
                }
                assertThatThrownBy(loop.submit(() -> NettyFutures.await(promise))::get)
                        .hasMessageContaining("NettyFutures.await would block Thread[")
                        .hasMessageContaining(", an event loop of Netty, for " + promise)
                        .hasMessageContaining("Add a listener to the future");
                ChannelPromise connects = new EmbeddedChannel().newPromise();
                assertThatThrownBy(loop.submit(() -> NettyFutures.awaitChannel(connects))::get)
                        .hasMessageContaining("NettyFutures.awaitChannel would block");
                assertThatThrownBy(
                                loop.submit(() -> NettyFutures.await(connects, Duration.ZERO))::get)
                        .hasCauseInstanceOf(TimeoutException.class);
                Future<String> done = loop.newSucceededFuture("done");
                assertThat(loop.submit(() -> NettyFutures.await(done)).get()).isEqualTo("done");
            }
            assertThat(promise.isDone()).isFalse();
            TaskFuture<?> poll = executor.spawn(cx -> Poll.ready(NettyFutures.await(promise)));
            assertThatThrownBy(poll::get)
                    .hasCauseInstanceOf(BlockingNotAllowedException.class)
                    .hasMessageContaining("NettyFutures.await would block")
                    .hasMessageContaining("the loop thread of");
            netty.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void sp05_awaitChannel_connectsAndReportsARefusedConnection() throws Exception {
        Channel server = EchoServer.start(group);
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(group.socketChannel())
                        .handler(EchoServer.initializer(channel -> {}));
        Channel client =
                onThread(() -> NettyFutures.awaitChannel(bootstrap.connect(server.localAddress())))
                        .get();
        assertThat(client.isActive()).isTrue();
        NettyFutures.await(server.close());
        assertThatThrownBy(
                        onThread(
                                        () ->
                                                NettyFutures.awaitChannel(
                                                        bootstrap.connect(server.localAddress())))
                                ::get)
                .rootCause()
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void sp05_pollFuture_itsCancelReachesTheSource_andLeavesNoListener() throws Exception {
        TaskFuture<String> task = executor.spawn(NettyFutures.toPollFuture(promise));
        later(() -> promise.setSuccess("value"));
        assertThat(task.get()).isEqualTo("value");

        Promise<String> other = group.next().newPromise();
        TaskFuture<String> cancelled = executor.spawn(NettyFutures.toPollFuture(other));
        cancelled.cancel(true);
        cancelled.terminated().get();
        assertThat(other.isCancelled()).isTrue();

        Promise<String> never = ImmediateEventExecutor.INSTANCE.newPromise();
        PollFuture<String> untouched = NettyFutures.toPollFuture(never);
        untouched.cancel();
        assertThat(never.isCancelled()).isTrue();
    }

    @Test
    void f02_polledWithAnotherWaker_endsAndWakesTheLatest() throws Exception {
        List<String> woken = new CopyOnWriteArrayList<>();
        Promise<String> source = ImmediateEventExecutor.INSTANCE.newPromise();
        PollFuture<String> poll = NettyFutures.toPollFuture(source);
        assertThat(poll.poll(Context.of(() -> woken.add("first"))).isReady()).isFalse();
        assertThat(poll.poll(Context.of(() -> woken.add("second"))).isReady()).isFalse();
        source.setSuccess("done");
        assertThat(woken).containsExactly("second");
        assertThat(poll.poll(Context.of(Wakers.noop())).isReady()).isTrue();
    }

    @Test
    void w03_endsWhileThePollAddsItsListener_readyOrWoken() throws Exception {
        List<String> woken = new CopyOnWriteArrayList<>();
        Promise<String> source =
                new DefaultPromise<>(ImmediateEventExecutor.INSTANCE) {
                    @Override
                    public Promise<String> addListener(
                            GenericFutureListener<? extends Future<? super String>> listener) {
                        super.addListener(listener);
                        setSuccess("done");
                        return this;
                    }
                };
        PollFuture<String> poll = NettyFutures.toPollFuture(source);
        boolean ready = poll.poll(Context.of(() -> woken.add("woken"))).isReady();
        assertThat(ready || !woken.isEmpty()).isTrue();
    }

    @Test
    void f03_aPollAfterTheEndIsRefused() throws Exception {
        promise.setSuccess("value");
        PollFuture<String> future = NettyFutures.toPollFuture(promise);
        assertThat(future.poll(Context.of(Wakers.noop())).isReady()).isTrue();
        assertThatThrownBy(() -> future.poll(Context.of(Wakers.noop())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after it was done");
    }

    @Test
    void sp05_toStage_completesOffTheLoop_dependentsMayBlock_cancelReachesTheSource()
            throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> onLoop =
                NettyFutures.toStage(promise)
                        .thenApply(
                                value -> {
                                    try {
                                        release.await();
                                    } catch (InterruptedException e) {
                                        throw new CompletionException(e);
                                    }
                                    return group.next().inEventLoop();
                                })
                        .toCompletableFuture();
        group.next().execute(() -> promise.setSuccess("value"));
        assertThat(group.submit(() -> "free").get()).isEqualTo("free");
        release.countDown();
        assertThat(onLoop.get()).isFalse();

        Promise<String> other = group.next().newPromise();
        NettyFutures.toStage(other).cancel(true);
        await().until(other::isCancelled);
    }

    @Test
    void sp05_fromStage_listenersRunOnTheLoop_andAllThreeEnds() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Future<String> future = NettyFutures.fromStage(stage, group.next());
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        future.addListener(ended -> onLoop.complete(group.next().inEventLoop()));
        stage.complete("value");
        assertThat(future.get()).isEqualTo("value");
        assertThat(onLoop.get()).isTrue();

        IOException failure = new IOException("gone");
        Future<String> failed =
                NettyFutures.fromStage(
                        CompletableFuture.<String>failedFuture(failure).thenApply(x -> x),
                        group.next());
        assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class).hasCause(failure);

        CompletableFuture<String> source = new CompletableFuture<>();
        Future<String> cancelled = NettyFutures.fromStage(source, group.next());
        cancelled.cancel(true);
        await().until(source::isCancelled);
        CompletableFuture<String> ended = new CompletableFuture<>();
        ended.cancel(true);
        assertThat(NettyFutures.fromStage(ended, group.next()).await().isCancelled()).isTrue();
    }

    @Test
    void sp05_fromStage_ofATask_endsAPromiseOfAChannel() throws Exception {
        Channel server = EchoServer.start(group);
        TaskFuture<Void> task = executor.spawn(PollFutures.map(PollFutures.yieldNow(), x -> null));
        assertThat(
                        NettyFutures.awaitChannel(
                                (ChannelFuture)
                                        NettyFutures.<Void>fromStage(task, server.newPromise())))
                .isSameAs(server);
    }

    @Test
    void nullsAreRefused() {
        assertThatThrownBy(() -> NettyFutures.await(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("future");
        assertThatThrownBy(() -> NettyFutures.toPollFuture(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> NettyFutures.fromStage(null, group.next()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("stage");
    }
}
