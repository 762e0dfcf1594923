package io.github.trunnion.benchmarks.http;

import java.util.List;

/**
 * A server that takes part.
 *
 * @param file for the names of its files
 * @param name for people
 * @param jvmArgs what it needs
 * @param main runs it
 * @param args of main
 */
record Contender(String file, String name, List<String> jvmArgs, Class<?> main, List<String> args) {
    /** The one that the others are compared with. */
    static final Contender OURS =
            new Contender(
                    "carrier",
                    "ours (carrier)",
                    List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"),
                    BridgeServer.class,
                    List.of("CARRIER"));

    static final Contender JDK =
            new Contender("jdk", "JDK HttpServer", JdkServer.JVM_ARGS, JdkServer.class, List.of());

    static final Contender HELIDON =
            new Contender("helidon", "Helidon", List.of(), HelidonServer.class, List.of());

    /** All, ours first. */
    static final List<Contender> ALL =
            List.of(
                    OURS,
                    new Contender(
                            "hosted",
                            "ours (hosted)",
                            List.of(),
                            BridgeServer.class,
                            List.of("HOSTED")),
                    new Contender(
                            "on-netty",
                            "ours on Netty (carrier)",
                            OURS.jvmArgs,
                            OnNettyServer.class,
                            List.of("CARRIER")),
                    JDK,
                    HELIDON,
                    new Contender(
                            "micronaut",
                            "Micronaut (loom carrier)",
                            MicronautServer.JVM_ARGS,
                            MicronautServer.class,
                            List.of()),
                    new Contender(
                            "vertx",
                            "Vert.x (virtual threads)",
                            List.of(),
                            VertxServer.class,
                            List.of()),
                    new Contender(
                            "reactor", "Reactor Netty", List.of(), ReactorServer.class, List.of()),
                    new Contender(
                            "netty", "Netty (callbacks)", List.of(), NettyServer.class, List.of()));

    @Override
    public String toString() {
        return name;
    }
}
