package io.github.trunnion.compat.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.RedisServer;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.loom.NonBlockingThreads;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.UnblockType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.reactive.ChannelMessage;
import io.netty.util.concurrent.FastThreadLocalThread;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.FlowAdapters;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Lettuce against a redis-server: {@code BLPOP} waits there until another connection pushes. */
@Library(
        name = "Lettuce",
        of = RedisClient.class,
        by = "`RedisFuture`, a `CompletableFuture` at run time, awaited as a stage",
        needs = "`redis-server`")
class LettuceTest extends LibraryVerification {
    private static final String WRITTEN =
            "A cancel ends the `RedisFuture` alone: Redis cannot take back a command that was"
                    + " written, so `BLPOP` goes on and its answer is dropped. Closing the"
                    + " connection stops it, see below";

    @RegisterExtension static final RedisServer REDIS = new RedisServer();

    private static final AtomicInteger KEYS = new AtomicInteger();

    private RedisClient client;
    private StatefulRedisConnection<String, String> other;

    @BeforeEach
    void connect() {
        client = RedisClient.create(RedisURI.create("127.0.0.1", REDIS.port()));
        other = client.connect();
    }

    @AfterEach
    void close() throws IOException {
        if (!REDIS.isRunning()) {
            REDIS.start();
        }
        client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }

    /** A {@code BLPOP} on a connection and a key of its own. */
    private final class Pop implements Pending {
        final StatefulRedisConnection<String, String> connection = client.connect();
        final String key = "key" + KEYS.incrementAndGet();
        private final long id = connection.sync().clientId();
        final RedisFuture<KeyValue<String, String>> popped = connection.async().blpop(0, key);

        @Override
        public RedisFuture<KeyValue<String, String>> source() {
            return popped;
        }

        @Override
        public void succeed() {
            other.sync().lpush(key, "value");
        }

        @Override
        public void fail() {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () ->
                                    popped.isCancelled()
                                            || other.sync().clientUnblock(id, UnblockType.ERROR)
                                                    == 1);
        }

        @Override
        public void cancel() {
            popped.cancel(true);
        }

        /** What is pushed stays, since nobody waits for it. */
        @Override
        public boolean stopped() {
            return other.sync().llen(key) > 0;
        }

        boolean isBlocked() {
            return flags().contains("b");
        }

        boolean isGone() {
            return flags().isEmpty();
        }

        /** Those of the connection, as the server sees it; empty if it is closed. */
        private String flags() {
            return other.sync()
                    .clientList()
                    .lines()
                    .filter(line -> line.startsWith("id=" + id + " "))
                    .map(line -> line.replaceFirst(".* flags=(\\S+) .*", "$1"))
                    .findFirst()
                    .orElse("");
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    @Override
    protected Pop begin() {
        return new Pop();
    }

    @Override
    protected Object read(Object awaited) {
        return ((KeyValue<?, ?>) awaited).getValue();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return RedisCommandExecutionException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        Map<Case, String> cannot = new EnumMap<>(Case.class);
        cannot.put(Case.CANCEL, WRITTEN);
        cannot.put(Case.INTERRUPT, "As for our cancel");
        cannot.put(Case.TIMEOUT, "As for our cancel");
        return cannot;
    }

    @Override
    protected void reached(Pending pending) {
        await().atMost(Duration.ofSeconds(30)).until(((Pop) pending)::isBlocked);
    }

    /** The dependents of a command run on the event loop of its connection. */
    @Override
    protected Executor loop() {
        return task -> {
            Pop pop = new Pop();
            pop.popped.thenRun(task);
            pop.succeed();
        };
    }

    /** The event loops, {@code lettuce-nioEventLoop-1-2} say. */
    @Override
    protected NonBlockingThreads guard() {
        // region stack-lettuce-guard
        return thread ->
                thread instanceof FastThreadLocalThread
                                && thread.getName().matches("lettuce-\\w+EventLoop-.*")
                        ? "an event loop of Lettuce"
                        : null;
        // endregion
    }

    @Test
    @Shows(
            "a connection that is closed when its command is cancelled stops the command at the"
                    + " server: `popped.whenComplete((v, e) -> { if (popped.isCancelled())"
                    + " connection.closeAsync(); })`")
    void connectionClosedOnCancel_timeoutStopsTheCommand() {
        Pop pop = new Pop();
        // region stack-lettuce-cancel
        pop.popped.whenComplete(
                (value, failure) -> {
                    if (pop.popped.isCancelled()) {
                        pop.connection.closeAsync();
                    }
                });
        // endregion
        reached(pop);
        assertThatThrownBy(() -> Await.await(pop.popped, Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        await().atMost(Duration.ofSeconds(30)).until(pop::isGone);
        pop.succeed();
        assertThat(pop.stopped()).isTrue();
    }

    @Test
    @Shows("after a command was given up, the next ones on its connection get their own answers")
    void givenUpThenAnswered_nextCommandsOfTheConnectionHaveTheirOwn() throws Exception {
        try (Pop pop = new Pop()) {
            reached(pop);
            assertThatThrownBy(() -> Await.await(pop.popped, Duration.ofMillis(30)))
                    .isInstanceOf(TimeoutException.class);
            RedisFuture<String> echo = pop.connection.async().echo("mine");
            Waiting waiting = Waiting.start(Waiter.VIRTUAL, () -> Await.await(echo)).parked();
            pop.succeed();
            assertThat(waiting.value()).isEqualTo("mine");
        }
    }

    @Test
    @Shows(
            "an await goes on while the server is down: Lettuce connects and sends the command"
                    + " again, and the value arrives")
    void parkedThenServerRestarts_value() throws Exception {
        try (Pop pop = new Pop()) {
            Waiting waiting = Waiting.start(Waiter.VIRTUAL, () -> Await.await(pop.popped)).parked();
            reached(pop);
            REDIS.stop();
            assertThat(pop.popped.isDone()).isFalse();
            REDIS.start();
            Waiting pushed =
                    Waiting.start(
                            Waiter.VIRTUAL,
                            () -> Await.await(other.async().lpush(pop.key, "value")));
            assertThat(read(waiting.value())).isEqualTo("value");
            assertThat(pushed.value()).isEqualTo(1L);
        }
    }

    @Test
    @Shows(
            "a time-out of a command that waits for the server to come back takes it out of the"
                    + " queue: it is never sent")
    void serverDownThenTimeout_commandIsNeverSent() throws Exception {
        RedisAsyncCommands<String, String> commands = other.async();
        Await.await(commands.ping());
        REDIS.stop();
        await().atMost(Duration.ofSeconds(30)).until(() -> !other.isOpen());
        RedisFuture<String> set = commands.set("given", "up");
        assertThatThrownBy(() -> Await.await(set, Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        RedisFuture<String> kept = commands.set("kept", "value");
        REDIS.start();
        assertThat(Await.await(kept)).isEqualTo("OK");
        assertThat(Await.await(commands.exists("given", "kept"))).isEqualTo(1);
    }

    @Test
    @Shows(
            "with `DisconnectedBehavior.REJECT_COMMANDS` an await fails at once while the server is"
                    + " down, with a `RedisException`")
    void commandsRejectedWhileTheServerIsDown_redisException() throws Exception {
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .build());
        try (StatefulRedisConnection<String, String> strict = client.connect()) {
            Await.await(strict.async().ping());
            REDIS.stop();
            await().atMost(Duration.ofSeconds(30)).until(() -> !strict.isOpen());
            assertThatThrownBy(() -> Await.await(strict.async().ping()))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("not connected");
        }
    }

    @Test
    @Shows("`MULTI` and `EXEC` read as a block: each answer of the transaction has its own future")
    void transaction_answersOfItsCommands() throws Exception {
        RedisAsyncCommands<String, String> commands = other.async();
        Await.await(commands.multi());
        RedisFuture<Long> first = commands.incr("counter");
        RedisFuture<Long> second = commands.incr("counter");
        TransactionResult result = Await.await(commands.exec());
        assertThat(List.of(Await.await(first), Await.await(second))).isEqualTo(List.of(1L, 2L));
        assertThat(result.wasDiscarded()).isFalse();
    }

    @Test
    @Shows(
            "messages of a channel are read as a stream: `Flows.stream` of `observeChannels()`, by"
                    + " `FlowAdapters`; its close ends the subscription to the messages")
    void messagesPublished_readAsAStream() throws Exception {
        try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            Await.await(subscriber.async().subscribe("news"));
            CountDownLatch subscribed = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            Flow.Publisher<ChannelMessage<String, String>> channel =
                    FlowAdapters.toFlowPublisher(
                            subscriber
                                    .reactive()
                                    .observeChannels()
                                    .doOnCancel(cancelled::countDown));
            Flow.Publisher<ChannelMessage<String, String>> told =
                    to -> {
                        channel.subscribe(to);
                        subscribed.countDown();
                    };
            Waiting reader =
                    Waiting.start(
                            Waiter.VIRTUAL,
                            () -> {
                                try (Stream<ChannelMessage<String, String>> messages =
                                        Flows.stream(told, 16)) {
                                    return messages.limit(2)
                                            .map(ChannelMessage::getMessage)
                                            .toList();
                                }
                            });
            assertThat(subscribed.await(30, TimeUnit.SECONDS)).isTrue();
            other.sync().publish("news", "one");
            other.sync().publish("news", "two");
            assertThat(reader.value()).isEqualTo(List.of("one", "two"));
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
