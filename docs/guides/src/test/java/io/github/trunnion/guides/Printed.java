package io.github.trunnion.guides;

import java.util.StringJoiner;

/** Where snippets print. */
final class Printed {
    private final StringJoiner lines = new StringJoiner("\n");

    synchronized void println(Object line) {
        lines.add(String.valueOf(line));
    }

    synchronized String text() {
        return lines.toString();
    }
}
