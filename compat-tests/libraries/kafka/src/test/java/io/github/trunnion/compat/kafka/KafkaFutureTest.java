package io.github.trunnion.compat.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** What the admin client gives, awaited as a future. */
@Library(
        name = "Kafka clients",
        of = Admin.class,
        by =
                "`KafkaFuture` of the `Admin` client, by `Await.awaitFuture`, and its"
                        + " `toCompletionStage()` by `Await.await`")
class KafkaFutureTest extends KafkaVerification {
    @Override
    Object face(KafkaFuture<Config> config) {
        return config;
    }

    @Test
    @Shows(
            "a client has one request under way at each broker: one that was given up delays the"
                    + " next until it is answered, or until `request.timeout.ms`")
    void givenUp_nextRequestWaitsForItsAnswer() throws Exception {
        Description first = begin();
        reached(first);
        assertThatThrownBy(() -> Await.awaitFuture(first.config, Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        Description second = begin();
        second.succeed();
        assertThatThrownBy(() -> Await.awaitFuture(second.result.all(), Duration.ofMillis(100)))
                .isInstanceOf(TimeoutException.class);
        assertThat(second.held.hasArrived()).isFalse();
        first.succeed();
        assertThat(read(Await.awaitFuture(second.config))).isEqualTo("value");
    }

    @Test
    @Shows(
            "a time-out of `all()` cancels that alone; what it is made of goes on, and can be"
                    + " awaited")
    void allGivenUp_partsGoOn() throws Exception {
        Description description = begin();
        assertThatThrownBy(() -> Await.awaitFuture(description.result.all(), Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        assertThat(description.config.isDone()).isFalse();
        description.succeed();
        assertThat(read(Await.awaitFuture(description.config))).isEqualTo("value");
    }

    @Test
    @Shows(
            "while a broker accepts and says nothing a time-out of the await ends it; the client's"
                    + " own after `default.api.timeout.ms` is another"
                    + " `TimeoutException`, of `org.apache.kafka.common.errors`")
    void silentBroker_timeoutOfTheAwaitAndThatOfTheClient() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Admin client = client("127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(500));
            assertThatThrownBy(
                            () ->
                                    Await.awaitFuture(
                                            client.listTopics().names(), Duration.ofMillis(30)))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> Await.awaitFuture(client.listTopics().names()))
                    .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
        }
    }

    @Test
    @Shows("where nothing listens the two time-outs are the same")
    void nothingListens_timeoutOfTheAwaitAndThatOfTheClient() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Admin client = client("127.0.0.1:" + port, Duration.ofMillis(500));
        assertThatThrownBy(
                        () -> Await.awaitFuture(client.listTopics().names(), Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> Await.awaitFuture(client.listTopics().names()))
                .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
    }

    @Test
    @Shows(
            "the `Future` of `Producer.send` cannot be cancelled: a time-out ends the wait, and the"
                    + " record is sent all the same (tried with `MockProducer`)")
    void sendGivenUp_recordIsSent() throws Exception {
        try (MockProducer<String, String> producer =
                new MockProducer<>(false, null, new StringSerializer(), new StringSerializer())) {
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>("topic", "value"));
            assertThatThrownBy(() -> Await.awaitFuture(sent, Duration.ofMillis(30)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(sent.isCancelled()).isFalse();
            assertThat(producer.completeNext()).isTrue();
            // region stack-kafka-send
            RecordMetadata written = Await.awaitFuture(sent);
            // endregion
            assertThat(written.topic()).isEqualTo("topic");
        }
    }
}
