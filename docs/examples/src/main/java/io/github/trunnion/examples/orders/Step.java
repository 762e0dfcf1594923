package io.github.trunnion.examples.orders;

import io.github.trunnion.examples.orders.step0futures.FuturesEnrichment;
import io.github.trunnion.examples.orders.step1boundary.BoundaryEnrichment;
import io.github.trunnion.examples.orders.step2leaves.LeavesEnrichment;
import io.github.trunnion.examples.orders.step3composition.ScopeEnrichment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The steps of the migration. */
enum Step {
    /** Made of futures. */
    FUTURES("0 futures"),

    /** A blocking twin of the method. */
    BOUNDARY("1 boundary"),

    /** Leaves that block. */
    LEAVES("2 leaves"),

    /** Scopes in place of futures. */
    COMPOSITION("3 composition");

    private static final Pattern COMMENT = Pattern.compile("(?m)/\\*[\\s\\S]*?\\*/|^\\s*//.*$");

    private final String label;

    Step(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    OrderEnrichment open(Shop shop, Limits limits) {
        return switch (this) {
            case FUTURES -> new FuturesEnrichment(shop, limits);
            case BOUNDARY -> new BoundaryEnrichment(shop, limits);
            case LEAVES -> new LeavesEnrichment(shop, limits);
            case COMPOSITION -> new ScopeEnrichment(shop, limits);
        };
    }

    /** The files of this step, below the folder of this class; without those of all steps. */
    List<String> sources() {
        return switch (this) {
            case FUTURES -> List.of("step0futures/FuturesEnrichment.java", "MdcCopies.java");
            case BOUNDARY -> List.of("step1boundary/BoundaryEnrichment.java", "MdcCopies.java");
            case LEAVES -> List.of("step2leaves/LeavesEnrichment.java", "MdcCopies.java");
            case COMPOSITION -> List.of("step3composition/ScopeEnrichment.java");
        };
    }

    /** How many lines its files have that are neither blank nor comment. */
    long linesOfCode() throws IOException {
        long lines = 0;
        for (String source : sources()) {
            lines += linesOfCode(text(source));
        }
        return lines;
    }

    static long linesOfCode(String text) {
        return COMMENT.matcher(text).replaceAll("").lines().filter(line -> !line.isBlank()).count();
    }

    /** The sources are resources of the program as well. */
    static String text(String source) throws IOException {
        try (InputStream in = Step.class.getResourceAsStream(source)) {
            if (in == null) {
                throw new IOException("The program lacks its source " + source);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As a caller does: by the blocking method if the step has one, else by join. */
    EnrichedOrder enrich(OrderEnrichment enrichment, String line) throws InterruptedException {
        return enrichment instanceof BlockingOrderEnrichment blocking
                ? blocking.enrich(line)
                : enrichment.enrichAsync(line).join();
    }
}
