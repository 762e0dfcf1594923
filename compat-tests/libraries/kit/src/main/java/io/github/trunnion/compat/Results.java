package io.github.trunnion.compat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes down what the tests of a {@link Library} showed: a file of lines "key TAB text" for each
 * test class, in the folder of the system property {@code results}.
 */
final class Results implements TestWatcher, BeforeEachCallback, AfterAllCallback {
    static final String YES = "yes";
    static final String FAILED = "failed";

    /** What is written beside a case that a library cannot do, before the reason. */
    static final String NO = "no: ";

    /** What is written where a test was not run, before the reason. */
    static final String NOT_RUN = "not run: ";

    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final Map<Case, String> cannot = new ConcurrentHashMap<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        cannot.putAll(cannot(context.getRequiredTestInstance()));
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, YES);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        String reason = cause == null ? "aborted" : String.valueOf(cause.getMessage());
        note(context, NOT_RUN + reason.replaceFirst("^Assumption failed: ", ""));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, NOT_RUN + reason.orElse("disabled"));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        note(context, FAILED);
    }

    private void note(ExtensionContext context, String what) {
        key(context).ifPresent(key -> seen.merge(key, what, Results::worse));
    }

    private static Optional<String> key(ExtensionContext context) {
        Optional<String> asked =
                context.getTestMethod()
                        .map(m -> m.getAnnotation(Case.Of.class))
                        .map(of -> of.value().name());
        return asked.isPresent()
                ? asked
                : context.getTestMethod()
                        .map(m -> m.getAnnotation(Shows.class))
                        .map(shows -> "shows " + shows.value());
    }

    /** A case has several tests: it is what the worst of them is. */
    private static String worse(String a, String b) {
        return rank(a) >= rank(b) ? a : b;
    }

    private static int rank(String what) {
        return what.equals(FAILED) ? 2 : what.equals(YES) ? 0 : 1;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Class<?> test = context.getRequiredTestClass();
        Library library = test.getAnnotation(Library.class);
        String folder = System.getProperty("results");
        if (library == null || folder == null) {
            return; // an IDE runs it
        }
        Map<String, String> lines = new TreeMap<>(seen);
        cannot.forEach((asked, reason) -> lines.replace(asked.name(), YES, NO + reason));
        lines.put("library", library.name());
        lines.put("version", Version.of(library.of()));
        lines.put("by", library.by());
        lines.put("needs", library.needs());
        StringBuilder text = new StringBuilder();
        lines.forEach((key, value) -> text.append(key).append('\t').append(value).append('\n'));
        Files.createDirectories(Path.of(folder));
        Files.writeString(Path.of(folder, test.getSimpleName() + ".txt"), text);
    }

    private static Map<Case, String> cannot(Object test) {
        return switch (test) {
            case LibraryVerification asked -> asked.cannot();
            case GivenVerification given -> given.cannot();
            default -> Map.of();
        };
    }
}
