package io.github.trunnion.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Preconditions;

import io.github.trunnion.loom.Await;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Awaits every exception class of the peers that can be made, and compares what is copied with the
 * page. With {@code -Dsnippets=apply} the tables are written anew.
 */
@Timeout(120)
class CopiedLibraryExceptionsTest {
    private static final Path PAGE = Path.of("../../docs/copied-exceptions.md");
    private static final Pattern TABLES =
            Pattern.compile(
                    "(?<=<!-- libraries -->\n).*?(?=<!-- end of libraries -->)", Pattern.DOTALL);

    /** A class of each jar. */
    private static final List<Class<?>> PEERS =
            List.of(Preconditions.class, Publisher.class, Mono.class, Uni.class, Vertx.class);

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
                    Throwable.class,
                    new IOException("cause"),
                    Throwable[].class,
                    new Throwable[] {new IOException("cause")});

    @Test
    void aw10_exceptionsOfThePeers_areCopiedOrNot_asThePageSays() throws Exception {
        StringBuilder tables = new StringBuilder();
        for (Class<?> peer : PEERS) {
            Path jar = Path.of(peer.getProtectionDomain().getCodeSource().getLocation().toURI());
            tables.append(table(jar, peer.getClassLoader()));
        }
        String page = Files.readString(PAGE);
        Matcher held = TABLES.matcher(page);
        assertTrue(held.find(), "no tables between the comments");
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(PAGE, held.replaceFirst(Matcher.quoteReplacement(tables + "")));
            return;
        }
        assertEquals(tables.toString(), held.group(), "-Dsnippets=apply writes them anew");
    }

    /** Under the name of the jar, which holds the version. */
    private static String table(Path jar, ClassLoader loader) throws Exception {
        Map<String, Map<Boolean, TreeSet<String>>> packages = new TreeMap<>();
        for (Class<?> type : exceptionsOf(jar, loader)) {
            Throwable original = make(type);
            if (original != null) {
                String name = type.getName().substring(type.getPackageName().length() + 1);
                packages.computeIfAbsent(type.getPackageName(), p -> new TreeMap<>())
                        .computeIfAbsent(isCopied(original), copied -> new TreeSet<>())
                        .add(name.replace('$', '.'));
            }
        }
        StringBuilder text = new StringBuilder("### ");
        text.append(jar.getFileName().toString().replaceAll("-(\\d.*)\\.jar", " $1"));
        text.append(packages.isEmpty() ? "\nNone.\n\n" : "\n| package | copied | not copied |\n");
        text.append(packages.isEmpty() ? "" : "|---|---|---|\n");
        packages.forEach(
                (name, kinds) -> {
                    String copied = listed(kinds.get(true));
                    String same = listed(kinds.get(false));
                    text.append("| `" + name + "` | " + copied + " | " + same + " |\n");
                });
        return text.append(packages.isEmpty() ? "" : "\n").toString();
    }

    private static String listed(TreeSet<String> names) {
        return names == null ? "-" : String.join(", ", names);
    }

    /** Declared, so that a checked exception comes out as one that is not wrapped. */
    private static boolean isCopied(Throwable original) {
        StackTraceElement[] frames = original.getStackTrace();
        Throwable thrown =
                assertThrows(
                        Exception.class,
                        () ->
                                Await.await(
                                        CompletableFuture.failedFuture(original), Exception.class));
        assertEquals(0, original.getSuppressed().length, "it is left as it was");
        assertArrayEquals(frames, original.getStackTrace(), "it is left as it was");
        if (thrown != original) {
            assertEquals(original, thrown.getCause());
        }
        boolean copied = thrown != original && thrown.getClass() == original.getClass();
        if (copied) {
            assertEquals(original.getMessage(), thrown.getMessage());
        } else {
            assertEquals(original instanceof Exception, thrown == original, thrown::toString);
        }
        return copied;
    }

    private static List<Class<?>> exceptionsOf(Path jar, ClassLoader loader) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .<Class<?>>map(name -> load(name.replace('/', '.'), loader))
                    .filter(CopiedLibraryExceptionsTest::isPublicException)
                    .sorted(Comparator.comparing(Class::getName))
                    .toList();
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError needsAnotherLibrary) {
            return Void.class; // no exception
        }
    }

    private static boolean isPublicException(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return Throwable.class.isAssignableFrom(type)
                && !Error.class.isAssignableFrom(type)
                && !Modifier.isAbstract(type.getModifiers());
    }

    /** By the public constructor with the fewest arguments, or null. */
    private static Throwable make(Class<?> type) throws ReflectiveOperationException {
        Constructor<?>[] constructors = type.getConstructors();
        Arrays.sort(
                constructors,
                Comparator.<Constructor<?>>comparingInt(Constructor::getParameterCount)
                        .thenComparing(Constructor::toString));
        for (Constructor<?> constructor : constructors) {
            try {
                Object[] arguments =
                        Stream.of(constructor.getParameterTypes()).map(ARGUMENTS::get).toArray();
                return (Throwable) constructor.newInstance(arguments);
            } catch (InvocationTargetException | IllegalArgumentException refused) {
                // the next one
            }
        }
        return null;
    }
}
