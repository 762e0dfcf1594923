package io.github.trunnion.examples.fetch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param sources URLs and folders, at least one unless help is asked for
 * @param concurrency how many items are fetched at a time at most
 * @param ways the ways, in the order of the enum
 * @param timeout after how long without progress an item fails
 * @param list whether to print length and digest of every item
 * @param help whether to print the usage and nothing else
 */
record Options(
        List<String> sources,
        int concurrency,
        Set<WayName> ways,
        Duration timeout,
        boolean carriers,
        boolean list,
        boolean help) {

    static final String USAGE =
            """
            usage: fetch [option...] URL-or-folder...

            Fetches every file of the folders (served on loopback) and every URL in several ways,
            one after the other on one carrier thread, and compares them:
              poll      an HTTP client made of poll-based futures
              stage     java.net.http.HttpClient, awaited as a CompletableFuture (https, too)
              blocking  blocking code on virtual threads
              native    sockets of a Rust library, which is built first: it needs rustc

              --concurrency N   fetch at most N items at a time (default: 8)
              --ways a,b        only these ways (default: poll,stage,blocking)
              --timeout SECONDS fail an item after this time without progress (default: 30)
              --carriers        run the virtual threads of the blocking way on the carrier, too;
                                it adds a JVM flag. By default they run on the JDK's threads
              --list            print SHA-256, length and name of every item
              --help            print this

            The exit code is 0 if every way fetched every item and the digests agree, 1 if not,
            2 if an option is wrong.
            """;

    /** The command line is wrong. */
    static final class Misuse extends Exception {
        private static final long serialVersionUID = 1L;

        Misuse(String message) {
            super(message);
        }
    }

    static Options parse(String... args) throws Misuse {
        List<String> sources = new ArrayList<>();
        int concurrency = 8;
        Set<WayName> ways = EnumSet.complementOf(EnumSet.of(WayName.NATIVE));
        int timeout = 30;
        boolean carriers = false;
        boolean list = false;
        boolean help = false;
        boolean optionsEnded = false;
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            if (optionsEnded || !arg.startsWith("-")) {
                sources.add(arg);
                continue;
            }
            switch (arg) {
                case "--" -> optionsEnded = true;
                case "--concurrency" -> concurrency = number(arg, rest);
                case "--ways" -> ways = ways(value(arg, rest));
                case "--timeout" -> timeout = number(arg, rest);
                case "--carriers" -> carriers = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                default -> throw new Misuse("unknown option " + arg);
            }
        }
        if (ways.contains(WayName.NATIVE) && System.getProperty(NativeWay.LIBRARY) == null) {
            throw new Misuse(
                    "the way native needs a library: start this by docs/examples/fetch, which"
                            + " builds it");
        }
        if (sources.isEmpty() && !help) {
            throw new Misuse("nothing to fetch: name a URL or a folder");
        }
        return new Options(
                List.copyOf(sources),
                concurrency,
                ways,
                Duration.ofSeconds(timeout),
                carriers,
                list,
                help);
    }

    private static String value(String option, Iterator<String> rest) throws Misuse {
        if (!rest.hasNext()) {
            throw new Misuse(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String option, Iterator<String> rest) throws Misuse {
        String value = value(option, rest);
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Misuse(option + " needs a whole number from 1 on, not '" + value + "'");
    }

    private static Set<WayName> ways(String value) throws Misuse {
        Set<WayName> ways = EnumSet.noneOf(WayName.class);
        for (String label : value.split(",", -1)) {
            WayName found = null;
            for (WayName way : WayName.values()) {
                if (way.label().equals(label)) {
                    found = way;
                }
            }
            if (found == null) {
                throw new Misuse("unknown way '" + label + "': poll, stage, blocking or native");
            }
            ways.add(found);
        }
        return ways;
    }
}
