package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.PrintOutputCapture;
import org.openrewrite.Tree;
import org.openrewrite.java.JavaPrinter;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.marker.Marker;
import org.openrewrite.marker.SearchResult;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The lines on which trees begin. */
final class Lines {
    /*
     * Overview: trees do not know their lines. The file is printed once, with a marker on each of
     * the trees; the printer comes by a marker when what stands before the tree is out, so that
     * the line ends printed until then are the answer. The printed text is thrown away.
     */

    private Lines() {}

    /**
     * The line of each of these trees, from 1.
     *
     * @param ids of trees of the file
     */
    static Map<UUID, Integer> of(J.CompilationUnit file, Set<UUID> ids) {
        Map<UUID, UUID> trees = new HashMap<>(); // by marker
        J marked =
                new JavaVisitor<Integer>() {
                    @Override
                    public J postVisit(J tree, Integer none) {
                        if (!ids.contains(tree.getId())) {
                            return tree;
                        }
                        SearchResult marker = new SearchResult(Tree.randomId(), "line");
                        trees.put(marker.getId(), tree.getId());
                        return tree.withMarkers(tree.getMarkers().add(marker));
                    }
                }.visitNonNull(file, 0);
        Map<UUID, Integer> lines = new HashMap<>();
        Counter counter = new Counter(trees, lines);
        new JavaPrinter<Integer>().visit(marked, new Output(counter));
        return lines;
    }

    private static final class Output extends PrintOutputCapture<Integer> {
        private final Counter counter;

        Output(Counter counter) {
            super(0, counter);
            this.counter = counter;
        }

        @Override
        public PrintOutputCapture<Integer> append(@Nullable String text) {
            if (text != null) {
                text.chars().forEach(c -> counter.count((char) c));
            }
            return this;
        }

        @Override
        public PrintOutputCapture<Integer> append(char c) {
            counter.count(c);
            return this;
        }
    }

    private static final class Counter implements PrintOutputCapture.MarkerPrinter {
        private final Map<UUID, UUID> trees;
        private final Map<UUID, Integer> lines;
        private int line = 1;

        Counter(Map<UUID, UUID> trees, Map<UUID, Integer> lines) {
            this.trees = trees;
            this.lines = lines;
        }

        void count(char c) {
            if (c == '\n') {
                line++;
            }
        }

        @Override
        public String beforeSyntax(
                Marker marker, Cursor cursor, UnaryOperator<String> commentWrapper) {
            UUID tree = trees.get(marker.getId());
            if (tree != null) {
                lines.put(tree, line);
            }
            return "";
        }
    }
}
