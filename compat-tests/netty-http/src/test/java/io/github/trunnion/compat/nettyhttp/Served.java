package io.github.trunnion.compat.nettyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.examples.http.HttpServer;
import io.github.trunnion.examples.http.HttpSettings;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.NettyTransport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The server of the examples on a bridge of its own, and what it is asked. */
final class Served implements AutoCloseable {
    /** Clients that stay too long do not hold up the tests. */
    static final HttpSettings SETTINGS =
            HttpSettings.DEFAULT.withTimes(
                    Duration.ofSeconds(60), Duration.ofMillis(50), Duration.ofMillis(200));

    /** The same for clients that take their time, too. */
    static final HttpSettings IMPATIENT =
            HttpSettings.DEFAULT.withTimes(
                    Duration.ofMillis(300), Duration.ofMillis(50), Duration.ofMillis(200));

    final Numbers numbers = new Numbers();
    final BridgeExecutor bridge;
    final BridgeEventLoopGroup group;
    final HttpServer server;

    Served(BridgeMode mode) throws InterruptedException {
        this(mode, NettyTransport.best(), SETTINGS);
    }

    Served(BridgeMode mode, HttpSettings settings) throws InterruptedException {
        this(mode, NettyTransport.best(), settings);
    }

    Served(BridgeMode mode, NettyTransport transport, HttpSettings settings)
            throws InterruptedException {
        this(mode, transport, settings, 1);
    }

    Served(BridgeMode mode, NettyTransport transport, HttpSettings settings, int carriers)
            throws InterruptedException {
        bridge = BridgeExecutor.builder().name("http").mode(mode).carriers(carriers).build();
        group = BridgeEventLoopGroup.open(bridge, transport);
        server =
                HttpServer.start(
                        group,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        settings,
                        numbers);
    }

    Client connect() throws IOException {
        return Client.connect(server.address());
    }

    @Override
    public void close() {
        numbers.release.countDown();
        server.close();
        group.close();
        bridge.close(Duration.ofSeconds(10));
        assertThat(group.isTerminated()).isTrue();
        assertThat(server.connections()).isZero();
    }
}
