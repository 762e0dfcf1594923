package io.github.trunnion.compat.kafka;

import static org.awaitility.Awaitility.await;

import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The only broker of a cluster, on a free port of the loopback address, in the protocol of Kafka.
 * It answers who it is at once, and holds each request for the configuration of a topic until it is
 * told what to say.
 */
final class HeldBroker implements AutoCloseable {
    private static final int NODE = 1;

    private final ServerSocket listener;
    private final Map<String, Held> requests = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    HeldBroker() {
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().name("held-broker").daemon().start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** The request for the configuration of a topic, there or still to come. */
    Held request(String topic) {
        return requests.computeIfAbsent(topic, name -> new Held());
    }

    /** One request that is held. */
    static final class Held {
        private final CompletableFuture<Errors> answer = new CompletableFuture<>();
        private volatile boolean arrived;
        private volatile boolean answered;
        private volatile boolean gone; // written before answered

        void answer(Errors error) {
            answer.complete(error);
        }

        void reached() {
            await().atMost(Duration.ofSeconds(30)).until(() -> arrived);
        }

        boolean hasArrived() {
            return arrived;
        }

        /**
         * Whether the client had closed its connection by the time of the answer; not before it.
         */
        boolean clientGone() {
            if (answer.isDone()) {
                await().atMost(Duration.ofSeconds(30)).until(() -> answered);
            }
            return gone;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("held-connection").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedInputStream buffered = new BufferedInputStream(socket.getInputStream());
                DataInputStream in = new DataInputStream(buffered);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                ByteBuffer request = ByteBuffer.wrap(in.readNBytes(in.readInt()));
                RequestHeader header = RequestHeader.parse(request);
                if (header.apiKey() == ApiKeys.DESCRIBE_CONFIGS) {
                    String topic = topic(header, request);
                    Held held = request(topic);
                    held.arrived = true;
                    held.answer.join();
                    held.gone = hasEnded(socket, buffered);
                    hold(held, topic, header, out);
                } else {
                    answer(header, out);
                }
            }
        } catch (IOException clientGone) {
            // seen by what it asked for
        } finally {
            open.remove(socket);
        }
    }

    /** Whether the client has closed the connection; it has had its time to. */
    private static boolean hasEnded(Socket socket, BufferedInputStream in) throws IOException {
        socket.setSoTimeout(1);
        in.mark(1);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        } finally {
            in.reset();
            socket.setSoTimeout(0);
        }
    }

    private void answer(RequestHeader header, DataOutputStream out) throws IOException {
        switch (header.apiKey()) {
            case API_VERSIONS -> send(header, versions(), out);
            case METADATA -> send(header, cluster(), out);
            default -> throw new IOException("not a request that is expected: " + header);
        }
    }

    private void hold(Held held, String topic, RequestHeader header, DataOutputStream out)
            throws IOException {
        try {
            send(header, configuration(topic, held.answer.join()), out);
        } catch (IOException closed) {
            held.gone = true;
            throw closed;
        } finally {
            held.answered = true;
        }
    }

    private static void send(RequestHeader header, ApiMessage data, DataOutputStream out)
            throws IOException {
        ResponseHeader about = header.toResponseHeader();
        ByteBuffer bytes =
                RequestUtils.serialize(
                        about.data(), about.headerVersion(), data, header.apiVersion());
        out.writeInt(bytes.remaining());
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
    }

    private static String topic(RequestHeader header, ByteBuffer request) {
        List<DescribeConfigsResource> asked =
                DescribeConfigsRequest.parse(new ByteBufferAccessor(request), header.apiVersion())
                        .data()
                        .resources();
        return asked.getFirst().resourceName();
    }

    private static ApiVersionsResponseData versions() {
        return new ApiVersionsResponseData()
                .setApiKeys(
                        ApiVersionsResponse.collectApis(
                                ListenerType.BROKER,
                                Set.of(
                                        ApiKeys.API_VERSIONS,
                                        ApiKeys.METADATA,
                                        ApiKeys.DESCRIBE_CONFIGS),
                                false));
    }

    private MetadataResponseData cluster() {
        MetadataResponseData data =
                new MetadataResponseData().setClusterId("held").setControllerId(NODE);
        data.brokers()
                .add(
                        new MetadataResponseBroker()
                                .setNodeId(NODE)
                                .setHost("127.0.0.1")
                                .setPort(listener.getLocalPort()));
        return data;
    }

    private static DescribeConfigsResponseData configuration(String topic, Errors error) {
        DescribeConfigsResult result =
                new DescribeConfigsResult()
                        .setErrorCode(error.code())
                        .setErrorMessage(error.message())
                        .setResourceType(ConfigResource.Type.TOPIC.id())
                        .setResourceName(topic);
        if (error == Errors.NONE) {
            result.configs()
                    .add(
                            new DescribeConfigsResourceResult()
                                    .setName("held")
                                    .setValue("value")
                                    .setConfigSource((byte) 1));
        }
        return new DescribeConfigsResponseData().setResults(List.of(result));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
