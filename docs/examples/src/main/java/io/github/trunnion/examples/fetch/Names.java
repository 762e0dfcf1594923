package io.github.trunnion.examples.fetch;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the addresses of hosts, each host once.
 *
 * <p>The JDK offers that only as a call that blocks, so it is made on a virtual thread. Many items
 * wait for the same answer; if one gives up, the others still want it: {@code detached()}.
 */
final class Names {
    private static final int HTTP_PORT = 80;

    private final Map<String, TaskFuture<InetAddress>> answers = new ConcurrentHashMap<>();

    /** The address of the server of a http URI. */
    PollFuture<InetSocketAddress> resolve(URI uri) {
        int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
        return PollFutures.map(
                PollFutures.lazy(() -> Stages.hot(lookUp(uri.getHost())).detached()),
                address -> new InetSocketAddress(address, port));
    }

    private TaskFuture<InetAddress> lookUp(String host) {
        return answers.computeIfAbsent(
                host, name -> Blocking.supply(() -> InetAddress.getByName(name)));
    }
}
