package io.github.trunnion.examples.orders;

/**
 * An order as it comes in.
 *
 * @param id names it
 * @param customer the id of who has ordered
 * @param item the id of what was ordered
 * @param quantity how many
 */
public record Order(String id, String customer, String item, int quantity) {
    private static final int FIELDS = 4;

    /**
     * Reads a line such as {@code o1;c7;pen;3}.
     *
     * @param line the line
     * @return the order
     * @throws OrderException.Malformed if it is none
     */
    public static Order parse(String line) {
        String[] fields = line.split(";", -1);
        try {
            if (fields.length == FIELDS) {
                return new Order(fields[0], fields[1], fields[2], Integer.parseInt(fields[3]));
            }
        } catch (NumberFormatException e) {
            throw new OrderException.Malformed("The quantity is no number: " + line, e);
        }
        throw new OrderException.Malformed(
                "Not order;customer;item;quantity, but %d fields: %s"
                        .formatted(fields.length, line),
                null);
    }
}
