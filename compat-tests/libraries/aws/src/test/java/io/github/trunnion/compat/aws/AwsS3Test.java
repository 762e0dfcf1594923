package io.github.trunnion.compat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.HeldOperation;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Deadline;
import io.github.trunnion.loom.DeadlineExceededException;
import io.github.trunnion.loom.ExceptionCopies;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.loom.NonBlockingThreads;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** An asynchronous client of a service, against a server that stalls and resets. */
@Library(
        name = "AWS SDK v2, a client of a service (S3)",
        of = S3AsyncClient.class,
        by = "`CompletableFuture` of each method of `S3AsyncClient`, awaited as it is")
class AwsS3Test extends LibraryVerification {
    private static final SdkAsyncHttpClient HTTP =
            NettyNioAsyncHttpClient.builder().eventLoopGroup(Loops.GROUP).build();

    private final HeldServer server = new HeldServer();
    private S3AsyncClient client;

    @BeforeEach
    void open() {
        client =
                S3AsyncClient.builder()
                        .httpClient(HTTP)
                        .endpointOverride(URI.create(server.url("")))
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .overrideConfiguration(
                                o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @AfterAll
    static void stop() {
        HTTP.close();
    }

    private final class GetObject<T> extends HeldOperation {
        private final CompletableFuture<T> sent;

        GetObject(AsyncResponseTransformer<GetObjectResponse, T> to) {
            super(server);
            String[] path = URI.create(url()).getPath().split("/"); // "", bucket, key
            sent = client.getObject(get -> get.bucket(path[1]).key(path[2]), to);
        }

        @Override
        public CompletableFuture<T> source() {
            return sent;
        }

        @Override
        protected boolean isDone() {
            return sent.isDone();
        }

        @Override
        public void cancel() {
            sent.cancel(true);
        }
    }

    @Override
    protected Pending begin() {
        return new GetObject<>(AsyncResponseTransformer.toBytes());
    }

    @Override
    protected Object read(Object awaited) {
        return ((ResponseBytes<?>) awaited).asUtf8String();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return SdkClientException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.TRACE,
                "`SdkClientException` has fields of its own, so the original is thrown, unless"
                        + " `ExceptionCopies` has been told how to copy it, see below");
    }

    @Override
    protected void reached(Pending pending) {
        ((HeldOperation) pending).exchange();
    }

    @Override
    protected Executor loop() {
        return Loops.GROUP.eventLoopGroup();
    }

    @Override
    protected NonBlockingThreads guard() {
        return Loops::describe;
    }

    @Test
    @Shows("a deadline that passes while the body stalls closes the socket")
    void deadlinePassesWhileTheBodyStalls_socketClosed() {
        GetObject<ResponseBytes<GetObjectResponse>> get =
                new GetObject<>(AsyncResponseTransformer.toBytes());
        get.exchange().stall("val", 5);
        assertThatThrownBy(
                        () ->
                                Deadline.after(Duration.ofMillis(50))
                                        .call(() -> Await.await(get.source())))
                .isInstanceOf(DeadlineExceededException.class);
        await().atMost(Duration.ofSeconds(30)).until(get::stopped);
    }

    @Test
    @Shows("an object by `toPublisher` is read as a stream, whose close closes the socket")
    void streamOfTheObjectClosed_socketClosed() throws Exception {
        GetObject<ResponsePublisher<GetObjectResponse>> get =
                new GetObject<>(AsyncResponseTransformer.toPublisher());
        get.exchange().stall("value", 100);
        ResponsePublisher<GetObjectResponse> object = Await.await(get.source());
        assertThat(object.response().contentLength()).isEqualTo(100);
        try (Stream<ByteBuffer> buffers = Flows.stream(FlowAdapters.toFlowPublisher(object), 1)) {
            ByteBuffer first = buffers.findFirst().orElseThrow();
            assertThat(StandardCharsets.US_ASCII.decode(first).toString()).isEqualTo("value");
        }
        await().atMost(Duration.ofSeconds(30)).until(get::stopped);
    }

    @Test
    @Shows(
            "`SdkClientException`, which has fields of its own, is copied once `ExceptionCopies`"
                    + " has been told how (`toBuilder()`): then the trace names who awaited")
    void failureRegisteredForCopies_traceNamesTheCaller() {
        // region stack-aws-copies
        Registration copies =
                ExceptionCopies.register(
                        SdkClientException.class, e -> e.toBuilder().cause(e).build());
        // endregion
        try {
            GetObject<ResponseBytes<GetObjectResponse>> get =
                    new GetObject<>(AsyncResponseTransformer.toBytes());
            get.fail();
            assertThatThrownBy(() -> Await.await(get.source()))
                    .isExactlyInstanceOf(SdkClientException.class)
                    .hasCauseExactlyInstanceOf(SdkClientException.class)
                    .satisfies(
                            e ->
                                    assertThat(e.getStackTrace())
                                            .anyMatch(
                                                    frame ->
                                                            frame.getClassName()
                                                                    .equals(
                                                                            AwsS3Test.class
                                                                                    .getName())));
        } finally {
            copies.close();
        }
    }
}
