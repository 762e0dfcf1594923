package io.github.trunnion.examples.fetch;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import java.io.IOException;
import java.net.URI;

/** Fetches with poll-based futures alone: no thread but the carrier does anything. */
final class PollWay implements Way {
    private final Names names;

    PollWay(Names names) {
        this.names = names;
    }

    @Override
    public PollFuture<?> get(URI uri, Download download) {
        if (!isHttp(uri)) {
            return PollFutures.failed(unsupported(uri));
        }
        return PollFutures.then(
                names.resolve(uri), address -> HttpGet.get(uri, address, download::add));
    }

    static boolean isHttp(URI uri) {
        return uri.getScheme().equalsIgnoreCase("http");
    }

    static IOException unsupported(URI uri) {
        return new IOException(uri.getScheme() + " is not supported, only http");
    }
}
