package io.github.trunnion.mutations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of {@code docs/mutations.md}: which test kills which edit. */
final class KillTable {
    private static final String HEAD = "| edit | rules | killed by |\n|---|---|---|\n";
    static final String UNKNOWN = "not run yet";
    static final String SURVIVES = "**survives**";

    private final Path file;
    private final String before;
    private final String after;

    /** Name of the edit to name of the test. */
    private final SortedMap<String, String> killers = new TreeMap<>();

    private KillTable(Path file, String text) {
        int head = text.indexOf(HEAD);
        if (head < 0) {
            throw new IllegalStateException(file + " has no table that begins with\n" + HEAD);
        }
        int end = head + HEAD.length();
        while (text.startsWith("|", end)) {
            int next = text.indexOf('\n', end) + 1;
            String[] cells = text.substring(end, next).split("\\|", -1);
            killers.put(cells[1].strip(), cells[3].strip());
            end = next;
        }
        this.file = file;
        this.before = text.substring(0, head);
        this.after = text.substring(end);
    }

    static KillTable ofDocs() throws IOException {
        Path file = SourceTree.root().resolve("docs/mutations.md");
        return new KillTable(file, Files.readString(file));
    }

    static String killer(Verdict verdict) {
        return switch (verdict.kind()) {
            case PASSED -> SURVIVES;
            case FAILED -> verdict.test();
            case HUNG -> verdict.test() + " (hangs)";
            case DIED -> verdict.test() + " (" + verdict.message() + ")";
        };
    }

    void put(Edit edit, Verdict verdict) {
        killers.put(edit.name(), killer(verdict));
    }

    /** The text with one row for each edit. */
    String text(List<Edit> edits) {
        StringBuilder text = new StringBuilder(before).append(HEAD);
        for (Edit edit : edits) {
            String killer =
                    edit.needsInterleavings()
                            ? "chosen interleavings"
                            : killers.getOrDefault(edit.name(), UNKNOWN);
            text.append("| ")
                    .append(edit.name())
                    .append(" | ")
                    .append(String.join(", ", edit.rules()))
                    .append(" | ")
                    .append(killer)
                    .append(" |\n");
        }
        return text.append(after).toString();
    }

    void write(List<Edit> edits) throws IOException {
        Files.writeString(file, text(edits));
    }
}
