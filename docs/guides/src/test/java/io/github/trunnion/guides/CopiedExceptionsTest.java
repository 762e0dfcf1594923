package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.loom.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Awaits every exception class of the JDK that can be made, and compares what is copied with the
 * page. With {@code -Dsnippets=apply} the table is written anew.
 */
@Timeout(120)
class CopiedExceptionsTest {
    private static final int JDK_OF_THE_PAGE = 25;
    private static final Pattern TABLE =
            Pattern.compile("(?<=<!-- jdk -->\n).*?(?=<!-- end of jdk -->)", Pattern.DOTALL);

    /** An await takes them for how a source ended, and not for its failure. */
    private static final Set<Class<?>> WRAPPERS =
            Set.of(
                    CancellationException.class,
                    CompletionException.class,
                    ExecutionException.class);

    private static final Map<Class<?>, Object> ARGUMENTS =
            Map.of(
                    String.class,
                    "message",
                    int.class,
                    1,
                    long.class,
                    1L,
                    boolean.class,
                    true,
                    char.class,
                    'c',
                    byte.class,
                    (byte) 1,
                    short.class,
                    (short) 1,
                    IOException.class,
                    new IOException("cause"));

    /** By what an await throws: the simple names. */
    private static final class Kinds {
        final Set<String> copied = new TreeSet<>();
        final Set<String> same = new TreeSet<>();
    }

    @Test
    void aw10_exceptionsOfTheJdk_areCopiedOrNot_asThePageSays() throws Exception {
        assumeTrue(
                Runtime.version().feature() == JDK_OF_THE_PAGE,
                "the page is about JDK " + JDK_OF_THE_PAGE);
        Map<String, Kinds> packages = new TreeMap<>();
        for (Class<?> type : exceptionsOfTheJdk()) {
            Exception original = make(type);
            if (original != null) {
                Kinds kinds = packages.computeIfAbsent(type.getPackageName(), p -> new Kinds());
                (isCopied(original) ? kinds.copied : kinds.same).add(type.getSimpleName());
            }
        }
        StringBuilder table =
                new StringBuilder("| package | copied | not copied |\n|---|---|---|\n");
        packages.forEach(
                (name, kinds) ->
                        table.append("| `")
                                .append(name)
                                .append("` | ")
                                .append(listed(kinds.copied))
                                .append(" | ")
                                .append(listed(kinds.same))
                                .append(" |\n"));
        Path file = Repository.root().resolve("docs/copied-exceptions.md");
        String page = Repository.read(file);
        Matcher held = TABLE.matcher(page);
        assertTrue(held.find(), "no table between the comments");
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(file, held.replaceFirst(Matcher.quoteReplacement(table.toString())));
            return;
        }
        assertEquals(table.toString(), held.group(), "-Dsnippets=apply writes it anew");
    }

    private static String listed(Set<String> names) {
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    /** Declared, so that a checked exception comes out as one that is not wrapped. */
    private static boolean isCopied(Exception original) throws InterruptedException {
        StackTraceElement[] frames = original.getStackTrace();
        try {
            Await.await(CompletableFuture.failedFuture(original), Exception.class);
            throw new AssertionError("no failure: " + original);
        } catch (Exception thrown) {
            assertEquals(original.getClass(), thrown.getClass());
            assertEquals(original.getMessage(), thrown.getMessage());
            assertEquals(0, original.getSuppressed().length, "it is left as it was");
            assertTrue(Arrays.equals(frames, original.getStackTrace()), "it is left as it was");
            if (thrown != original) {
                assertEquals(original, thrown.getCause());
            }
            return thrown != original;
        }
    }

    /** The public ones of the packages that the standard modules export. */
    private static List<Class<?>> exceptionsOfTheJdk() throws IOException {
        try (Stream<Path> files =
                Files.walk(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules"))) {
            return files.filter(file -> file.getNameCount() > 3)
                    .filter(file -> file.getName(1).toString().startsWith("java."))
                    .map(file -> file.subpath(2, file.getNameCount()).toString())
                    .filter(name -> name.endsWith("Exception.class") && !name.contains("$"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .map(name -> load(name.replace('/', '.')))
                    .filter(CopiedExceptionsTest::isPublicException)
                    .sorted(Comparator.comparing(Class::getName))
                    .<Class<?>>map(type -> type)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return Void.class; // no exception
        }
    }

    private static boolean isPublicException(Class<?> type) {
        return Exception.class.isAssignableFrom(type)
                && Modifier.isPublic(type.getModifiers())
                && !Modifier.isAbstract(type.getModifiers())
                && !WRAPPERS.contains(type)
                && type.getModule().isExported(type.getPackageName());
    }

    /** By the first constructor that takes simple arguments, or null. */
    private static Exception make(Class<?> type) throws ReflectiveOperationException {
        Constructor<?>[] constructors = type.getConstructors();
        Arrays.sort(
                constructors,
                Comparator.<Constructor<?>>comparingInt(CopiedExceptionsTest::oddness)
                        .thenComparing(Constructor::toString));
        for (Constructor<?> constructor : constructors) {
            try {
                Object[] arguments =
                        Stream.of(constructor.getParameterTypes()).map(ARGUMENTS::get).toArray();
                return (Exception) constructor.newInstance(arguments);
            } catch (InvocationTargetException | IllegalArgumentException refused) {
                // the next one
            }
        }
        return null;
    }

    private static int oddness(Constructor<?> constructor) {
        Class<?>[] types = constructor.getParameterTypes();
        return Arrays.equals(types, new Class<?>[] {String.class}) ? -1 : types.length;
    }
}
