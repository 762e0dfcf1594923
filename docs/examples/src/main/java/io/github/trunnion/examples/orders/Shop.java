package io.github.trunnion.examples.orders;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The clients of the three servers, which are asynchronous, and of the audit, which blocks.
 *
 * <p>The stages that the clients return can be cancelled: {@code cancel(true)} closes the
 * connection. That is so for all stages that {@link HttpClient} returns and for those derived from
 * them.
 */
public final class Shop implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Customers customers = new Customers();
    private final Stocks stocks = new Stocks();
    private final Prices prices = new Prices();
    private final Audit audit = new Audit();
    private final URI server;

    /**
     * Makes the clients.
     *
     * @param server where the servers are
     */
    public Shop(URI server) {
        this.server = server;
    }

    /** The customers. */
    public Customers customers() {
        return customers;
    }

    /** The stocks. */
    public Stocks stocks() {
        return stocks;
    }

    /** The prices. */
    public Prices prices() {
        return prices;
    }

    /** The audit. */
    public Audit audit() {
        return audit;
    }

    /** Closes all connections; what waits for them fails. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    /** The client of the customer server. */
    public final class Customers {
        private Customers() {}

        /** Asks for a customer; the stage fails with {@link NotFoundException} if there is none. */
        public CompletableFuture<String> find(String id) {
            return get("/customers/" + id);
        }
    }

    /** The client of the stock server. */
    public final class Stocks {
        private Stocks() {}

        /** Asks how many there are; the stage fails with {@link NotFoundException} if unknown. */
        public CompletableFuture<String> of(String item) {
            return get("/stock/" + item);
        }
    }

    /** The client of the price server. */
    public final class Prices {
        private Prices() {}

        /** Asks for the price that a group of customers pays, in cents. */
        public CompletableFuture<String> of(String item, String group) {
            return get("/prices/" + item + "/" + group);
        }
    }

    /** The client of the audit, which is like a database: it blocks its thread. */
    public final class Audit {
        private Audit() {}

        /**
         * Writes an order down.
         *
         * @param order the order
         * @throws IOException if that fails
         * @throws InterruptedException if the thread is interrupted; the connection is closed
         */
        public void record(EnrichedOrder order) throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(server.resolve("/audit/" + order.order().id()))
                            .POST(BodyPublishers.noBody())
                            .build();
            HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
            if (response.statusCode() != OK) {
                throw new IOException("The audit answers " + response.statusCode());
            }
        }
    }

    private CompletableFuture<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path)).build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(Shop::body);
    }

    private static String body(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case OK -> response.body();
            case NOT_FOUND -> throw new NotFoundException("Not found: " + response.uri().getPath());
            default ->
                    throw new CompletionException(
                            new IOException(response.uri() + " answers " + response.statusCode()));
        };
    }

    /** A server does not know what it was asked for. */
    public static final class NotFoundException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Made of a message. */
        public NotFoundException(String message) {
            super(message);
        }
    }
}
