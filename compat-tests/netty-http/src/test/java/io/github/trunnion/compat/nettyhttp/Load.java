package io.github.trunnion.compat.nettyhttp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that send numbered requests and know which response has to come next. */
final class Load {
    /** Opens a connection. */
    interface Opener {
        Client open() throws IOException;
    }

    private final Opener opener;
    private final int connections;
    private final int depth;

    /**
     * A load.
     *
     * @param connections at a time
     * @param depth requests that are sent before the first response of them is read
     */
    Load(Opener opener, int connections, int depth) {
        this.opener = opener;
        this.connections = connections;
        this.depth = depth;
    }

    /**
     * Sends requests and reads their responses, each of which has to be there once, in its place.
     *
     * @return how many
     */
    long run(long requests, long seconds) throws Exception {
        long share = Math.ceilDiv(requests, connections);
        List<Callable<Long>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            long first = i * share;
            clients.add(() -> runOne(first, first + share));
        }
        long answered = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> client : threads.invokeAll(clients, seconds, TimeUnit.SECONDS)) {
                answered += client.get();
            }
        }
        return answered;
    }

    private long runOne(long first, long end) throws IOException {
        long answered = 0;
        try (Client client = opener.open()) {
            for (long sent = first; sent < end; ) {
                StringBuilder batch = new StringBuilder();
                long last = Math.min(end, sent + depth);
                for (long number = sent; number < last; number++) {
                    batch.append(Client.get("/number/" + number));
                }
                client.send(batch.toString());
                for (; sent < last; sent++) {
                    Client.Response response = client.read();
                    if (response.status() != 200 || !response.body().equals(Long.toString(sent))) {
                        throw new AssertionError(response + " in place of " + sent);
                    }
                    answered++;
                }
            }
            client.shutdownOutput();
            if (!client.atEnd()) {
                throw new AssertionError("a response too many");
            }
        }
        return answered;
    }
}
