package io.github.trunnion.examples.orders;

/** The enrichment with a method that waits for its result. */
public interface BlockingOrderEnrichment extends OrderEnrichment {
    /**
     * Enriches an order.
     *
     * @param line the order, as {@link Order#parse} reads it
     * @return the order with all that is known of it
     * @throws OrderException if it cannot be enriched
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException after close
     */
    EnrichedOrder enrich(String line) throws InterruptedException;
}
