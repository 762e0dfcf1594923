package io.github.trunnion.examples.orders;

import io.github.trunnion.loom.Await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Looks at the servers for what becomes of requests that nobody wants any more. */
@SuppressWarnings("FutureReturnValueIgnored") // the servers are looked at, not the orders
final class Probes {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final Step step;
    private final Duration grace;

    /**
     * Makes the probes of a step.
     *
     * @param step the step
     * @param grace how long to wait for a connection to be closed
     */
    Probes(Step step, Duration grace) {
        this.step = step;
        this.grace = grace;
    }

    /** Whether the cancel of an order closes the connections of its requests. */
    boolean cancelCloses() throws IOException, InterruptedException {
        return closes(
                Limits.standard(),
                "/stock/",
                (enrichment, hold, server) -> {
                    CompletableFuture<EnrichedOrder> order = enrichment.enrichAsync("o1;c1;pen;1");
                    awaitAsked(hold);
                    order.cancel(true);
                });
    }

    /** Whether a late price closes the connection of the price. */
    boolean timeoutCloses() throws IOException, InterruptedException {
        return closes(
                Limits.standard().withPrice(SHORT),
                "/prices/",
                (enrichment, hold, server) -> {
                    enrichment.enrichAsync("o1;c1;pen;1");
                    awaitAsked(hold);
                });
    }

    /** Whether an unknown customer closes the connection of the stock. */
    boolean failureCloses() throws IOException, InterruptedException {
        return closes(
                Limits.standard(),
                "/stock/",
                (enrichment, hold, server) -> {
                    Hold customer = server.hold("/customers/");
                    enrichment.enrichAsync("o1;nobody;pen;1");
                    awaitAsked(hold);
                    awaitAsked(customer);
                    customer.release();
                });
    }

    private interface Act {
        void on(OrderEnrichment enrichment, Hold hold, ShopServer server)
                throws IOException, InterruptedException;
    }

    private boolean closes(Limits limits, String held, Act act)
            throws IOException, InterruptedException {
        try (Shops shops = Shops.start(Duration.ZERO)) {
            Hold hold = shops.server().hold(held);
            OrderEnrichment enrichment = step.open(shops.shop(), limits);
            try {
                act.on(enrichment, hold, shops.server());
                return isClosed(hold);
            } finally {
                hold.release();
                enrichment.close();
            }
        }
    }

    private static void awaitAsked(Hold hold) throws InterruptedException {
        if (!hold.awaitAsked(1, LIMIT)) {
            throw new IllegalStateException("No request has come within " + LIMIT);
        }
    }

    private boolean isClosed(Hold hold) throws InterruptedException {
        try {
            return Await.await(hold.end(), grace) == Hold.End.CLOSED_BY_CLIENT;
        } catch (TimeoutException open) {
            return false;
        }
    }
}
