import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Formats the sources below a folder with google-java-format (AOSP style, 100 columns), or checks
 * that they are formatted. The parent pom runs it: {@code java Format.java check|apply|skip
 * folder}.
 */
final class Format {
    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        if (!Set.of("check", "apply", "skip").contains(args[0])) {
            System.err.println("-Dformat=" + args[0] + ": one of check, apply, skip");
            System.exit(1);
        }
        if (args[0].equals("skip")) {
            return;
        }
        boolean apply = args[0].equals("apply");
        List<String> complaints = new ArrayList<>();
        for (Path file : javaFiles(Path.of(args[1]))) {
            try {
                String text = Files.readString(file);
                String wanted = FORMATTER.formatSourceAndFixImports(text);
                if (text.equals(wanted)) {
                    continue;
                }
                if (apply) {
                    Files.writeString(file, wanted);
                    System.out.println("formatted " + file);
                } else {
                    complaints.add(file + ":" + firstDifference(text, wanted));
                }
            } catch (FormatterException e) {
                complaints.add(file + ": cannot be parsed: " + e.getMessage());
            }
        }
        if (!complaints.isEmpty()) {
            System.err.println("Not formatted (the first line that differs):");
            complaints.forEach(c -> System.err.println("  " + c));
            System.err.println("To format everything: mvn -N process-sources -Dformat=apply");
            System.exit(1);
        }
    }

    /** Build results and hidden folders are left alone. */
    private static List<Path> javaFiles(Path top) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                top,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        String name = dir.getFileName().toString();
                        boolean ours = !name.equals("target") && !name.startsWith(".");
                        return ours || dir.equals(top)
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (file.toString().endsWith(".java")) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        found.sort(null);
        return found;
    }

    private static int firstDifference(String text, String wanted) {
        List<String> have = text.lines().toList();
        List<String> want = wanted.lines().toList();
        int line = 0;
        while (line < have.size() && line < want.size() && have.get(line).equals(want.get(line))) {
            line++;
        }
        return line + 1;
    }
}
