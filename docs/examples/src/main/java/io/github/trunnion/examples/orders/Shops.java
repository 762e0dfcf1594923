package io.github.trunnion.examples.orders;

import java.io.IOException;
import java.time.Duration;

/**
 * The servers with their clients.
 *
 * @param server the servers
 * @param shop the clients
 */
record Shops(ShopServer server, Shop shop) implements AutoCloseable {
    /** Starts both; each answer takes the latency. */
    static Shops start(Duration latency) throws IOException {
        ShopServer server = ShopServer.start(latency);
        return new Shops(server, new Shop(server.uri()));
    }

    @Override
    public void close() throws IOException {
        server.close();
        shop.close();
    }
}
