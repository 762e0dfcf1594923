package io.github.trunnion.nettysuite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Tests of Netty that are not run here, each with the reason: exclusions.properties, whose keys are
 * {@code Class}, {@code Class.method} or either behind {@code TRANSPORT/} or {@code virtual/}.
 */
final class Exclusions {
    private static final Map<String, String> ALL = load();

    private Exclusions() {}

    static Map<String, String> all() {
        return ALL;
    }

    /** Why a class of tests, or one of its methods, is not run in this JVM. */
    static Optional<String> reason(Class<?> tests, Method method) {
        for (Class<?> type = tests; type != null; type = type.getSuperclass()) {
            String name =
                    method == null
                            ? type.getSimpleName()
                            : type.getSimpleName() + "." + method.getName();
            for (String scope :
                    new String[] {"", Suite.TRANSPORT + "/", Suite.VIRTUAL ? "virtual/" : ""}) {
                String reason = ALL.get(scope + name);
                if (reason != null) {
                    return Optional.of(reason);
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> load() {
        Properties properties = new Properties();
        try (InputStream in = Exclusions.class.getResourceAsStream("exclusions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new TreeMap<>();
        properties.forEach((name, reason) -> all.put((String) name, (String) reason));
        return all;
    }
}
