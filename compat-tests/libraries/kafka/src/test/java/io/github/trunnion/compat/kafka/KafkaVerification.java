package io.github.trunnion.compat.kafka;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.loom.NonBlockingThreads;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** The admin client of Kafka: {@code describeConfigs} of a topic, which its broker holds. */
abstract class KafkaVerification extends LibraryVerification {
    private static final String SENT =
            "A cancel ends the `KafkaFuture` alone: the client does not take its request back, and"
                    + " drops the answer";
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private final HeldBroker broker = new HeldBroker();
    private final List<Admin> clients = new ArrayList<>();
    private final Admin admin = client(broker.address(), Duration.ofSeconds(50));

    final Admin client(String address, Duration patience) {
        Admin client =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                address,
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) patience.toMillis(),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                (int) patience.toMillis()));
        clients.add(client);
        return client;
    }

    @AfterEach
    void close() throws IOException {
        clients.forEach(client -> client.close(Duration.ZERO));
        broker.close();
    }

    /** One topic's configuration. */
    final class Description implements Pending {
        private final String topic = "topic" + TOPICS.incrementAndGet();
        final HeldBroker.Held held = broker.request(topic);
        final DescribeConfigsResult result;
        final KafkaFuture<Config> config;
        private final Object source;

        Description(Admin client) {
            ConfigResource asked = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            result = client.describeConfigs(List.of(asked));
            config = result.values().get(asked);
            source = face(config);
        }

        @Override
        public Object source() {
            return source;
        }

        @Override
        public void succeed() {
            held.answer(Errors.NONE);
        }

        @Override
        public void fail() {
            held.answer(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }

        @Override
        public void cancel() {
            config.cancel(true);
        }

        @Override
        public boolean stopped() {
            return held.clientGone();
        }

        /** The next request on the connection waits for this answer. */
        @Override
        public void close() {
            succeed();
        }
    }

    /** What is awaited of a future. */
    abstract Object face(KafkaFuture<Config> config);

    @Override
    protected Description begin() {
        return new Description(admin);
    }

    @Override
    protected Object read(Object awaited) {
        return ((Config) awaited).get("held").value();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return UnknownTopicOrPartitionException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        Map<Case, String> cannot = new EnumMap<>(Case.class);
        cannot.put(Case.CANCEL, SENT);
        cannot.put(Case.INTERRUPT, "As for our cancel");
        cannot.put(Case.TIMEOUT, "As for our cancel");
        return cannot;
    }

    @Override
    protected void reached(Pending pending) {
        ((Description) pending).held.reached();
    }

    /** The dependents of a future run on the only thread of its client. */
    @Override
    protected Executor loop() {
        return task -> {
            Description other = new Description(client(broker.address(), Duration.ofSeconds(50)));
            other.config.toCompletionStage().thenRun(task);
            other.succeed();
        };
    }

    @Override
    protected NonBlockingThreads guard() {
        return thread ->
                thread.getName().startsWith("kafka-admin-client-thread")
                        ? "the thread of a Kafka client"
                        : null;
    }
}
