package io.github.trunnion.examples.fetch;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * One thing to fetch.
 *
 * @param name how people know it
 * @param uri where it is, or null if it cannot be fetched
 * @param problem why it cannot be fetched, or null
 */
record Item(String name, @Nullable URI uri, @Nullable String problem) {
    private static final int LAST_PORT = 65_535;

    static Item at(String name, URI uri) {
        return new Item(name, uri, null);
    }

    static Item unusable(String name, String problem) {
        return new Item(name, null, problem);
    }

    /** The item that a URL names. */
    static Item ofUrl(String url) {
        URI uri;
        try {
            uri = new URI(new URI(url).toASCIIString());
        } catch (URISyntaxException e) {
            return unusable(url, "malformed URL: " + e.getReason());
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return unusable(url, "the scheme " + scheme + " is not supported");
        }
        if (uri.getHost() == null) {
            return unusable(url, "malformed URL: no host");
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            return unusable(url, "malformed URL: no such port");
        }
        return at(url, uri);
    }
}
