package io.github.trunnion.benchmarks.process;

/**
 * What a server is asked for.
 *
 * @param connections how many are open
 * @param rate requests a second over all connections, or 0: each as fast as it is answered
 */
public record Load(int connections, int rate) {
    /** As fast as they are answered. */
    public static Load closed(int connections) {
        return new Load(connections, 0);
    }

    /** As in the tables: 16@5k. */
    @Override
    public String toString() {
        return rate == 0 ? "N=" + connections : connections + "@" + rate / 1000 + "k/s";
    }
}
