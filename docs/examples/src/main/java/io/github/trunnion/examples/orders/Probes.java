package io.github.trunnion.examples.orders;

import io.github.trunnion.loom.Await;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Looks at the servers for what becomes of requests that nobody wants any more. */
@SuppressWarnings("FutureReturnValueIgnored") // the servers are looked at, not the orders
final class Probes {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration SETTLING = Duration.ofSeconds(2);

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
                        (server, enrichment, hold) -> {
                            CompletableFuture<EnrichedOrder> order =
                                    enrichment.enrichAsync("o1;c1;pen;1");
                            boolean asked = hold.awaitAsked(1, LIMIT);
                            order.cancel(true);
                            return asked;
                        })
                .orElseThrow(Probes::noRequest);
    }

    /** Whether a late price closes the connection of the price. */
    boolean timeoutCloses() throws IOException, InterruptedException {
        for (Duration limit = SHORT; limit.compareTo(LIMIT) < 0; limit = limit.multipliedBy(4)) {
            Duration patience = limit.plus(SETTLING);
            Optional<Boolean> closes =
                    closes(
                            Limits.standard().withPrice(limit),
                            "/prices/",
                            (server, enrichment, hold) -> {
                                enrichment.enrichAsync("o1;c1;pen;1");
                                return hold.awaitAsked(1, patience);
                            });
            if (closes.isPresent()) { // else it was given up before the server has seen it
                return closes.get();
            }
        }
        throw noRequest();
    }

    /** Whether an unknown customer closes the connection of the stock. */
    boolean failureCloses() throws IOException, InterruptedException {
        return closes(
                        Limits.standard(),
                        "/stock/",
                        (server, enrichment, stock) -> {
                            Hold customer = server.hold("/customers/");
                            enrichment.enrichAsync("o1;nobody;pen;1");
                            boolean asked = stock.awaitAsked(1, LIMIT);
                            customer.release();
                            return asked;
                        })
                .orElseThrow(Probes::noRequest);
    }

    /** Does something to an order; the result is whether the held request has come. */
    private interface Act {
        boolean on(ShopServer server, OrderEnrichment enrichment, Hold hold)
                throws IOException, InterruptedException;
    }

    /** Empty if the held request has not come. */
    private Optional<Boolean> closes(Limits limits, String held, Act act)
            throws IOException, InterruptedException {
        try (Shops shops = Shops.start(Duration.ZERO)) {
            Hold hold = shops.server().hold(held);
            OrderEnrichment enrichment = step.open(shops.shop(), limits);
            boolean asked = act.on(shops.server(), enrichment, hold);
            Optional<Boolean> closes = asked ? Optional.of(isClosed(hold)) : Optional.empty();
            hold.release();
            enrichment.close();
            return closes;
        }
    }

    private static IllegalStateException noRequest() {
        return new IllegalStateException("The request that was to be held has not come.");
    }

    private boolean isClosed(Hold hold) throws InterruptedException {
        try {
            return Await.await(hold.end(), grace) == Hold.End.CLOSED_BY_CLIENT;
        } catch (TimeoutException open) {
            return false;
        }
    }
}
