package io.github.trunnion.examples.http;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.KeyManagerFactory;

/**
 * A server to try: {@code Serve [port [keystore password]]}, on the loopback address until it is
 * stopped; with a keystore over TLS.
 *
 * <pre>
 * GET /hello           a greeting
 * GET /slow?ms=100     one that takes its time, without a thread that waits
 * POST /echo           what was sent
 * GET /thread          the thread that answers
 * </pre>
 */
public final class Serve {
    private static final int DEFAULT_PORT = 8080;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Serve() {}

    /**
     * Runs the program until it is interrupted, by Ctrl-C say; it answers what has come by then.
     */
    public static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_PORT;
        HttpSettings settings =
                args.length > 2
                        ? HttpSettings.DEFAULT.withTls(tls(Path.of(args[1]), args[2]))
                        : HttpSettings.DEFAULT;
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, ended), "stop"));
        try {
            run(System.out, port, settings, stop);
        } finally {
            ended.countDown();
        }
    }

    private static void stopAndWait(CountDownLatch stop, CountDownLatch ended) {
        stop.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            // the process ends all the same
        }
    }

    static void run(PrintStream out, int port, HttpSettings settings, CountDownLatch stop)
            throws InterruptedException {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("http").build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            HttpServer server = HttpServer.start(group, address, settings, Serve::answer);
            out.println("Listening on " + server.address() + ", " + executor.mode());
            stop.await();
            server.shutDown(PATIENCE);
            out.println(server.answered() + " of " + server.received() + " requests answered");
        }
    }

    /** Blocking code, on a virtual thread for each request. */
    static FullHttpResponse answer(FullHttpRequest request) throws InterruptedException {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        return switch (uri.path()) {
            case "/hello" -> text("hello\n");
            case "/slow" -> {
                long millis = number(uri.parameters().getOrDefault("ms", List.of("100")));
                Await.await(PollFutures.sleep(Duration.ofMillis(millis)));
                yield text("good morning\n");
            }
            case "/echo" -> response(HttpResponseStatus.OK, request.content().retain());
            case "/thread" -> text(Thread.currentThread() + "\n");
            default -> response(HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
        };
    }

    private static long number(List<String> values) {
        return Math.clamp(Long.parseLong(values.getFirst()), 0, PATIENCE.toMillis());
    }

    private static FullHttpResponse text(String text) {
        FullHttpResponse response =
                response(
                        HttpResponseStatus.OK, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN);
        return response;
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    }

    /** TLS with the key of a keystore, by the JDK. */
    static SslContext tls(Path keystore, String password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.toCharArray());
        return SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build();
    }
}
