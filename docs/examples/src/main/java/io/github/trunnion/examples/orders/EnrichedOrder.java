package io.github.trunnion.examples.orders;

/**
 * An order with all that is known of it.
 *
 * @param order the order
 * @param customer who has ordered
 * @param stock how many there are, or {@link #UNKNOWN_STOCK}
 * @param price of one, in cents
 */
public record EnrichedOrder(Order order, Customer customer, int stock, int price) {
    /** Nobody could tell how many there are. */
    public static final int UNKNOWN_STOCK = -1;

    /**
     * The order as one line.
     *
     * @return the line
     */
    public String line() {
        return "%s;%s;%s;%d;%s;%d"
                .formatted(
                        order.id(),
                        customer.name(),
                        order.item(),
                        order.quantity(),
                        stock == UNKNOWN_STOCK ? "?" : String.valueOf(stock),
                        price * order.quantity());
    }
}
