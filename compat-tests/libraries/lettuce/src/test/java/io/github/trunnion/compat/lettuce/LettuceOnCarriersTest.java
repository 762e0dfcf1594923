package io.github.trunnion.compat.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.RedisServer;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** Lettuce whose connections live on the carriers that run the virtual threads that use them. */
@Library(
        name = "Lettuce",
        of = RedisClient.class,
        by = "`RedisFuture`, a `CompletableFuture` at run time, awaited as a stage",
        needs = "`redis-server`")
class LettuceOnCarriersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final RedisServer REDIS = new RedisServer();

    /** A bridge, its event loops, and a client on them; closed in the other order. */
    private static final class OnCarriers implements AutoCloseable {
        final BridgeExecutor bridge;
        final BridgeEventLoopGroup group;
        final ClientResources resources;
        final RedisClient client;

        OnCarriers(BridgeMode mode) {
            bridge = BridgeExecutor.builder().name("redis").mode(mode).carriers(2).build();
            group = BridgeEventLoopGroup.open(bridge);
            // region stack-lettuce-carriers
            resources =
                    ClientResources.builder()
                            .eventLoopGroupProvider(new CarrierLoops(group))
                            .build();
            // endregion
            client = RedisClient.create(resources, RedisURI.create("127.0.0.1", REDIS.port()));
        }

        /** Starts a virtual thread of the bridge. */
        TaskFuture<Object> start(Callable<?> body) {
            return Blocking.on(bridge).supply(body);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            if (!REDIS.isRunning()) {
                REDIS.start();
            }
            client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
            assertThat(resources.shutdown(0, 10, TimeUnit.SECONDS).await(30, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(group.isShuttingDown()).as("the group is its user's").isFalse();
            group.close();
            bridge.close(Duration.ofSeconds(10));
            assertThat(group.isTerminated()).isTrue();
        }
    }

    private static List<Object> join(List<TaskFuture<Object>> tasks) throws Exception {
        List<Object> values = new ArrayList<>();
        for (TaskFuture<Object> task : tasks) {
            values.add(task.get(30, TimeUnit.SECONDS));
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers of a bridge (a `BridgeEventLoopGroup` in its `ClientResources`,"
                    + " `CarrierLoops` of the tests) what 1,000 virtual threads of the bridge await"
                    + " is their own")
    void commandsOfManyThreads_eachHasItsOwnAnswer(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode);
                StatefulRedisConnection<String, String> connection = on.client.connect()) {
            List<TaskFuture<Object>> threads =
                    IntStream.range(0, 1_000)
                            .mapToObj(
                                    i ->
                                            on.start(
                                                    () -> {
                                                        String key = mode + ":" + i;
                                                        Await.await(
                                                                connection
                                                                        .async()
                                                                        .set(key, "value " + i));
                                                        return Await.await(
                                                                connection.async().get(key),
                                                                PATIENCE);
                                                    }))
                            .toList();
            assertThat(join(threads))
                    .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "value " + i).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, its blocking commands (`connection.sync()`) and its `connect()` are"
                    + " fine on a virtual thread, too, as the carrier goes on")
    void connectsAndBlocksOnAVirtualThreadOfTheCarrier(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            List<TaskFuture<Object>> threads =
                    IntStream.range(0, 16)
                            .mapToObj(
                                    i ->
                                            on.start(
                                                    () -> {
                                                        try (StatefulRedisConnection<String, String>
                                                                own = on.client.connect()) {
                                                            return own.sync().echo("sync " + i);
                                                        }
                                                    }))
                            .toList();
            assertThat(join(threads))
                    .isEqualTo(IntStream.range(0, 16).mapToObj(i -> "sync " + i).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, commands that are sent together (`setAutoFlushCommands(false)`) are"
                    + " awaited so")
    void pipelined_answersInTheOrderOfTheCommands(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode);
                StatefulRedisConnection<String, String> connection = on.client.connect()) {
            Object values =
                    on.start(
                                    () -> {
                                        connection.setAutoFlushCommands(false);
                                        List<RedisFuture<Long>> sent = new ArrayList<>();
                                        for (int i = 0; i < 2_000; i++) {
                                            sent.add(connection.async().incr("piped " + mode));
                                        }
                                        connection.flushCommands();
                                        List<Long> answers = new ArrayList<>();
                                        for (RedisFuture<Long> each : sent) {
                                            answers.add(Await.await(each, PATIENCE));
                                        }
                                        return answers;
                                    })
                            .get(60, TimeUnit.SECONDS);
            assertThat(values)
                    .isEqualTo(IntStream.rangeClosed(1, 2_000).mapToObj(Long::valueOf).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows("on the carriers, a virtual thread receives the messages of a channel, in their order")
    void published_received(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode);
                StatefulRedisConnection<String, String> publisher = on.client.connect();
                StatefulRedisPubSubConnection<String, String> subscriber =
                        on.client.connectPubSub()) {
            BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
            subscriber.addListener(
                    new RedisPubSubAdapter<>() {
                        @Override
                        public void message(String channel, String message) {
                            inbox.add(message);
                        }
                    });
            String channel = "news " + mode;
            TaskFuture<Object> reader =
                    on.start(
                            () -> {
                                Await.await(subscriber.async().subscribe(channel), PATIENCE);
                                List<String> heard = new ArrayList<>();
                                while (heard.size() < 500) {
                                    heard.add(inbox.poll(30, TimeUnit.SECONDS));
                                }
                                return heard;
                            });
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> publisher.sync().pubsubNumsub(channel).get(channel) == 1);
            on.start(
                            () -> {
                                for (int i = 0; i < 500; i++) {
                                    Await.await(publisher.async().publish(channel, "m" + i));
                                }
                                return null;
                            })
                    .get(30, TimeUnit.SECONDS);
            assertThat(reader.get(30, TimeUnit.SECONDS))
                    .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "m" + i).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, commands that are in progress while the server stops and starts again"
                    + " have one outcome each: their own answer, or the end of the connection")
    void serverRestartedWhileThreadsAwait_eachCommandHasOneOutcome(BridgeMode mode)
            throws Exception {
        int threads = 32;
        int least = 50;
        try (OnCarriers on = new OnCarriers(mode);
                StatefulRedisConnection<String, String> connection = on.client.connect()) {
            Echoes echoes = new Echoes(connection);
            CountDownLatch busy = new CountDownLatch(threads);
            CountDownLatch restarted = new CountDownLatch(1);
            List<TaskFuture<Object>> running =
                    IntStream.range(0, threads)
                            .mapToObj(
                                    i ->
                                            on.start(
                                                    () -> {
                                                        int answers = echoes.run(least);
                                                        busy.countDown();
                                                        while (restarted.getCount() > 0) {
                                                            answers += echoes.run(1);
                                                        }
                                                        return answers + echoes.run(least);
                                                    }))
                            .toList();
            assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
            REDIS.stop();
            await().atMost(PATIENCE).until(() -> !connection.isOpen());
            REDIS.start();
            await().atMost(PATIENCE).until(connection::isOpen);
            restarted.countDown();
            assertThat(join(running)).allSatisfy(n -> assertThat((int) n).isGreaterThan(least));
            echoes.balance();
        }
    }

    /** Sends echoes one after the other, from any number of threads, and keeps the books. */
    private static final class Echoes {
        private final StatefulRedisConnection<String, String> connection;
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicIntegerArray outcomes = new AtomicIntegerArray(4_000_000);

        Echoes(StatefulRedisConnection<String, String> connection) {
            this.connection = connection;
        }

        /** Returns how many were answered. */
        int run(int count) throws InterruptedException, TimeoutException {
            int answers = 0;
            for (int i = 0; i < count; i++) {
                int number = sent.getAndIncrement();
                RedisFuture<String> echo = connection.async().echo("n" + number);
                echo.whenComplete((value, failure) -> outcomes.getAndIncrement(number));
                try {
                    String heard = Await.with().timeout(PATIENCE).await(echo, IOException.class);
                    assertThat(heard).isEqualTo("n" + number);
                    answered.getAndIncrement();
                    answers++;
                } catch (IOException | RedisException connectionEnded) {
                    failed.getAndIncrement();
                }
            }
            return answers;
        }

        /** When all have returned; what was counted on a carrier may come a moment later. */
        void balance() {
            assertThat(answered.get() + failed.get()).isEqualTo(sent.get());
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(IntStream.range(0, sent.get()).map(outcomes::get))
                                            .containsOnly(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, an await in a dependent of a command, which runs on the carrier, is"
                    + " refused without a guard of one's own")
    void awaitInADependent_refused(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode);
                StatefulRedisConnection<String, String> connection = on.client.connect()) {
            String key = "dependent " + mode;
            CompletionStage<Object> refused =
                    connection.async().blpop(0, key).thenApply(popped -> heard(connection));
            try (StatefulRedisConnection<String, String> other = on.client.connect()) {
                other.sync().lpush(key, "value");
            }
            assertThat(on.start(() -> Await.await(refused)).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(BlockingNotAllowedException.class);
        }
    }

    private static Object heard(StatefulRedisConnection<String, String> connection) {
        try {
            return Await.await(connection.async().ping());
        } catch (InterruptedException | BlockingNotAllowedException e) {
            return e;
        }
    }
}
