package io.github.trunnion.benchmarks.http;

import java.io.Serial;

/** A request that is answered with an error, after which the connection is closed. */
final class Refusal extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String why) {
        super(status + ": " + why);
        this.status = status;
    }

    /** The status of the answer. */
    int status() {
        return status;
    }
}
