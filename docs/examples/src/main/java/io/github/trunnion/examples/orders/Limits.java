package io.github.trunnion.examples.orders;

import java.time.Duration;

/**
 * What an enrichment may take.
 *
 * @param stock how long to wait for the stock, which is unknown then
 * @param price how long to wait for the price; the order fails then
 * @param order how long an order may take as a whole
 * @param audits how many audits may run at once
 * @param window how many orders of a stream may be in progress at once
 */
public record Limits(Duration stock, Duration price, Duration order, int audits, int window) {
    /**
     * Limits as a service would have them.
     *
     * @return the limits
     */
    public static Limits standard() {
        return new Limits(
                Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20), 4, 8);
    }

    /**
     * With another limit for the stock.
     *
     * @param limit how long
     * @return new limits
     */
    public Limits withStock(Duration limit) {
        return new Limits(limit, price, order, audits, window);
    }

    /**
     * With another limit for the price.
     *
     * @param limit how long
     * @return new limits
     */
    public Limits withPrice(Duration limit) {
        return new Limits(stock, limit, order, audits, window);
    }

    /**
     * With another limit for the whole order.
     *
     * @param limit how long
     * @return new limits
     */
    public Limits withOrder(Duration limit) {
        return new Limits(stock, price, limit, audits, window);
    }
}
