package io.github.trunnion.compat;

import io.github.trunnion.compat.HeldServer.Exchange;

/** A request to a {@link HeldServer}; its failure is a connection that is reset. */
public abstract class HeldOperation implements Pending {
    private final HeldServer server;
    private final String path;

    protected HeldOperation(HeldServer server) {
        this.server = server;
        this.path = server.newPath();
    }

    /** The address to ask. */
    protected final String url() {
        return server.url(path);
    }

    /** Whether the client's future is done. */
    protected abstract boolean isDone();

    /** The request at the server, once it is there. */
    public final Exchange exchange() {
        Exchange exchange = server.exchange(path, this::isDone);
        if (exchange == null) {
            throw new IllegalStateException("has ended before it reached the server: " + source());
        }
        return exchange;
    }

    @Override
    public void succeed() {
        Exchange exchange = server.exchange(path, this::isDone);
        if (exchange != null) {
            exchange.respond("value");
        }
    }

    @Override
    public void fail() {
        Exchange exchange = server.exchange(path, this::isDone);
        if (exchange != null) {
            exchange.reset();
        }
    }

    @Override
    public boolean stopped() {
        return exchange().clientGone();
    }
}
