package io.github.trunnion.compat.grpc;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A server on a free port of the loopback address, whose calls are held until they are told what to
 * do, and a channel to it. A call is known by its request.
 */
final class HeldService implements AutoCloseable {
    static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    static final MethodDescriptor<String, String> STREAM =
            method("Stream", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> BODY = method("Body", MethodType.UNARY);

    /** What the server knows of every caller. */
    static final Context.Key<String> USER = Context.key("user");

    private final Map<String, CompletableFuture<Call>> calls = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<@Nullable Void>> reached =
            new ConcurrentHashMap<>();
    private final Map<String, Function<String, TaskFuture<String>>> bodies =
            new ConcurrentHashMap<>();
    private final EventLoopGroup loops;
    private final Server server;
    private final ManagedChannel channel;

    /** With event loops of its own for the channel, and those of gRPC for the server. */
    HeldService() {
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        server = start(server());
        channel =
                channel(server)
                        .eventLoopGroup(loops)
                        .channelType(NioSocketChannel.class, InetSocketAddress.class)
                        .build();
    }

    /** With both ends, and the code of both, on the carriers of a bridge. */
    HeldService(BridgeEventLoopGroup group) {
        loops = group;
        Executor threads = group.executor().asExecutorService();
        // region stack-grpc-server
        NettyServerBuilder builder =
                server().bossEventLoopGroup(group)
                        .workerEventLoopGroup(group)
                        .channelType(group.serverSocketChannel())
                        .executor(threads);
        // endregion
        server = start(builder);
        channel =
                channel(server)
                        .eventLoopGroup(group)
                        .channelType(group.socketChannel(), InetSocketAddress.class)
                        .executor(threads)
                        .build();
    }

    private NettyServerBuilder server() {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerInterceptors.intercept(service(), new Users()));
    }

    private static Server start(NettyServerBuilder builder) {
        try {
            return builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NettyChannelBuilder channel(Server server) {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("Held")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::hold))
                .addMethod(STREAM, ServerCalls.asyncServerStreamingCall(this::hold))
                .addMethod(BODY, ServerCalls.asyncUnaryCall(this::answer))
                .build();
    }

    private void hold(String request, StreamObserver<String> answer) {
        call(request).complete(new Call((ServerCallStreamObserver<String>) answer));
    }

    /** As users write a handler whose work is blocking code. */
    private void answer(String request, StreamObserver<String> answer) {
        ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) answer;
        TaskFuture<String> task = bodies.get(request).apply(request);
        call.setOnCancelHandler(() -> task.cancel(true));
        task.whenComplete(
                (value, failure) -> {
                    if (failure == null) {
                        call.onNext(value);
                        call.onCompleted();
                    } else {
                        call.onError(Status.fromThrowable(failure).asRuntimeException());
                    }
                });
        reached(request).complete(null);
    }

    /** Has calls of {@link #BODY} with this request answered by blocking code. */
    void body(String request, Function<String, TaskFuture<String>> body) {
        bodies.put(request, body);
    }

    /** Completed when a call of {@link #BODY} is there. */
    CompletableFuture<@Nullable Void> reached(String request) {
        return reached.computeIfAbsent(request, r -> new CompletableFuture<>());
    }

    /** The call with a request, when it is there. */
    CompletableFuture<Call> call(String request) {
        return calls.computeIfAbsent(request, r -> new CompletableFuture<>());
    }

    Channel channel() {
        return channel;
    }

    EventLoopGroup loops() {
        return loops;
    }

    @Nullable String describe(Thread thread) {
        for (EventExecutor loop : loops) {
            if (loop.inEventLoop(thread)) {
                return "an event loop of gRPC";
            }
        }
        return null;
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        channel.awaitTermination(30, TimeUnit.SECONDS);
        server.awaitTermination(30, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    /** A call at the server. */
    static final class Call {
        private final ServerCallStreamObserver<String> answer;
        private final @Nullable Deadline deadline = Context.current().getDeadline();
        private volatile boolean cancelled;

        private Call(ServerCallStreamObserver<String> answer) {
            this.answer = answer;
            answer.setOnCancelHandler(() -> cancelled = true);
        }

        @Nullable Deadline deadline() {
            return deadline;
        }

        /** Whether the client has given it up. */
        boolean isCancelled() {
            return cancelled;
        }

        /** Does nothing if it is cancelled, as the methods below. */
        void next(String element) {
            if (!cancelled) {
                answer.onNext(element);
            }
        }

        void complete() {
            if (!cancelled) {
                answer.onCompleted();
            }
        }

        void fail(Status status) {
            if (!cancelled) {
                answer.onError(status.asRuntimeException());
            }
        }
    }

    private static final class Users implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return Contexts.interceptCall(
                    Context.current().withValue(USER, "ann"), call, headers, next);
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("Held", name))
                .setRequestMarshaller(Text.MARSHALLER)
                .setResponseMarshaller(Text.MARSHALLER)
                .build();
    }

    private enum Text implements MethodDescriptor.Marshaller<String> {
        MARSHALLER;

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
