package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Micronaut, with a virtual thread for each request that its event loop carries. */
final class MicronautServer {
    /** Opens what the carrier of the event loop needs. */
    static final List<String> JVM_ARGS = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED");

    static final String THREAD = "/thread";

    private static final String LOOP = "micronaut.netty.event-loops.default.";
    private static final String ACCEPTOR = "micronaut.server.netty.parent.";

    /** The first requests run on the scheduler of the JDK. */
    private static final int ENOUGH_REQUESTS = 500;

    private MicronautServer() {}

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        Map<String, Object> settings =
                Map.of(
                        LOOP + "loom-carrier",
                        true,
                        LOOP + "num-threads",
                        1,
                        LOOP + "prefer-native-transport",
                        true,
                        ACCEPTOR + "num-threads",
                        1,
                        ACCEPTOR + "prefer-native-transport",
                        true,
                        "micronaut.server.host",
                        Payload.host(),
                        "micronaut.server.port",
                        -1);
        EmbeddedServer server =
                ApplicationContext.run(settings).getBean(EmbeddedServer.class).start();
        requireCarrier(server.getPort());
        Served.until(server.getPort());
    }

    /** Ends the process if requests do not come to run on the event loop. */
    private static void requireCarrier(int port) throws IOException {
        String thread = "";
        for (int i = 0; i < ENOUGH_REQUESTS; i++) {
            thread = Probe.get(port, THREAD).body();
            if (thread.startsWith("VirtualThread") && thread.contains("EventLoop")) {
                return;
            }
        }
        throw new IOException("requests run on " + thread);
    }
}
