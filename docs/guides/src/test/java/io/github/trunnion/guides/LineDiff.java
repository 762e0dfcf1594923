package io.github.trunnion.guides;

import java.util.List;

/** The lines of two texts side by side, as a diff with all its context. */
final class LineDiff {
    private LineDiff() {}

    /** Each line with its mark: a blank if both have it, a minus or a plus if one has. */
    static String of(String before, String after) {
        List<String> a = before.lines().toList();
        List<String> b = after.lines().toList();
        int[][] common = common(a, b);
        StringBuilder diff = new StringBuilder();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                add(diff, ' ', a.get(i));
                i++;
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                add(diff, '-', a.get(i));
                i++;
            } else {
                add(diff, '+', b.get(j));
                j++;
            }
        }
        return diff.toString();
    }

    private static void add(StringBuilder diff, char mark, String line) {
        diff.append((mark + line).stripTrailing()).append('\n');
    }

    /** How many lines of what begins at i and j can be matched in order. */
    private static int[][] common(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
