package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.ServerProcess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The ways in which the server is written. */
enum Variant {
    SELECTOR("selector loop", true, SelectorServer.class),
    CARRIER("Trunnion, carrier", true, TrunnionServer.class, "CARRIER"),
    HOSTED("Trunnion, hosted", true, TrunnionServer.class, "HOSTED"),
    VIRTUAL_LOOP("Trunnion, virtual loop", true, TrunnionServer.class, "HOSTED", "virtual"),
    JDK("JDK virtual threads", true, JdkServer.class),
    NETTY_NIO("Netty callbacks, NIO", false, NettyServer.class, "nio", "CALLBACK"),
    NETTY_EPOLL("Netty callbacks, epoll", true, NettyServer.class, "epoll", "CALLBACK"),
    NETTY_URING("Netty callbacks, io_uring", false, NettyServer.class, "io_uring", "CALLBACK"),
    ON_NETTY_NIO("Trunnion on Netty, NIO", false, NettyServer.class, "nio", "CARRIER"),
    ON_NETTY_EPOLL("Trunnion on Netty, epoll", true, NettyServer.class, "epoll", "CARRIER"),
    ON_NETTY_URING("Trunnion on Netty, io_uring", false, NettyServer.class, "io_uring", "CARRIER"),
    ON_NETTY_HOSTED("Trunnion on Netty, hosted", true, NettyServer.class, "epoll", "HOSTED"),
    HAND_OFF("Netty to JDK threads", true, NettyServer.class, "epoll", "HAND_OFF"),
    FUTURE("Netty, CompletableFuture", true, NettyServer.class, "epoll", "FUTURE");

    private static final List<String> OPEN = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED");

    final String title;

    /** Whether a quick run has it. */
    final boolean quick;

    private final Class<?> main;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> args;

    Variant(String title, boolean quick, Class<?> main, String... args) {
        this.title = title;
        this.quick = quick;
        this.main = main;
        this.args = List.of(args);
    }

    ServerProcess start(Path folder) throws IOException {
        return ServerProcess.start(
                name().toLowerCase(java.util.Locale.ROOT),
                folder,
                args.contains("CARRIER") ? OPEN : List.of(),
                main,
                args.toArray(String[]::new));
    }
}
