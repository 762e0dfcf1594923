package io.github.trunnion.examples.fetch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what one way has done, and shows it: as a line that is rewritten on a terminal, as new
 * lines elsewhere.
 *
 * <p>Any thread counts; one thread shows, which is no carrier because printing may block.
 */
final class Progress {
    private final PrintStream out;
    private final boolean terminal;
    private final String way;
    private final int total;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();

    Progress(PrintStream out, boolean terminal, String way, int total) {
        this.out = out;
        this.terminal = terminal;
        this.way = way;
        this.total = total;
    }

    void addBytes(long count) {
        bytes.add(count);
    }

    void addDone(Outcome outcome) {
        done.incrementAndGet();
        if (outcome instanceof Outcome.Failed) {
            failed.incrementAndGet();
        }
    }

    /** How long to wait between two calls of {@link #show}. */
    Duration interval() {
        return terminal ? Duration.ofMillis(100) : Duration.ofSeconds(1);
    }

    void show() {
        String line =
                String.format(
                        Locale.ROOT,
                        "%-8s  %,d of %,d items, %,d bytes%s",
                        way,
                        done.get(),
                        total,
                        bytes.sum(),
                        failed.get() == 0 ? "" : String.format(", %,d failed", failed.get()));
        if (terminal) {
            out.print("\r" + line + " ");
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Shows the end. */
    void finish() {
        show();
        if (terminal) {
            out.println();
        }
    }
}
