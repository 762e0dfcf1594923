package io.github.trunnion.examples.orders;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Finds out what belongs to an order: the customer, the stock, the price. Audits what it has found.
 *
 * <p>For any number of threads. While an order is in progress its id is in the MDC as {@code
 * order}, beside the MDC of the caller.
 */
public interface OrderEnrichment extends AutoCloseable {
    /**
     * Enriches an order.
     *
     * @param line the order, as {@link Order#parse} reads it
     * @return the order, or an {@link OrderException}; {@link IllegalStateException} after close
     */
    CompletableFuture<EnrichedOrder> enrichAsync(String line);

    /**
     * Enriches orders, a few at a time.
     *
     * @param lines the orders
     * @return the enriched orders in the order of their lines; the failure of one ends the stream
     */
    Flow.Publisher<EnrichedOrder> stream(List<String> lines);

    /** Refuses orders from now on, and waits until none is in progress. */
    @Override
    void close();
}
