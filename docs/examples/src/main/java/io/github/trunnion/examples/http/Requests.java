package io.github.trunnion.examples.http;

import java.util.concurrent.atomic.AtomicLong;

/** What a server has counted, over all connections. */
final class Requests {
    /** Given to the handler. */
    final AtomicLong received = new AtomicLong();

    /** Whose response was sent. */
    final AtomicLong answered = new AtomicLong();

    @Override
    public String toString() {
        return answered + " of " + received + " requests answered";
    }
}
