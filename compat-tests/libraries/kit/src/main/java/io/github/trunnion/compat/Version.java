package io.github.trunnion.compat;

import java.net.URI;
import java.security.CodeSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a library, as the name of its jar tells it. */
final class Version {
    private static final Pattern JAR = Pattern.compile(".*?-(\\d[^/]*)\\.jar");

    private Version() {}

    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation().getProtocol().equals("jrt")) {
            return "of the JDK";
        }
        String path = URI.create(source.getLocation().toString()).getPath();
        Matcher jar = JAR.matcher(path.substring(path.lastIndexOf('/') + 1));
        if (!jar.matches()) {
            throw new IllegalArgumentException(
                    type + " is from " + path + ", not a jar of a version");
        }
        return jar.group(1);
    }
}
