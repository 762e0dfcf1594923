package io.github.trunnion.examples.orders;

/**
 * Who orders.
 *
 * @param name the name
 * @param group decides on the prices
 */
public record Customer(String name, String group) {
    /**
     * Reads an answer of the customer server, such as {@code Ada;gold}.
     *
     * @param answer the answer
     * @return the customer
     */
    public static Customer parse(String answer) {
        int end = answer.indexOf(';');
        if (end < 0) {
            throw new IllegalArgumentException("Not name;group: " + answer);
        }
        return new Customer(answer.substring(0, end), answer.substring(end + 1));
    }
}
