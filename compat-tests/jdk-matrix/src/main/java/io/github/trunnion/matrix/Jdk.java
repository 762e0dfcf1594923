package io.github.trunnion.matrix;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK that the tests are to run on, or why it is not to be had.
 *
 * @param major its feature release
 * @param home where it is, or null
 * @param version as it says itself; if there is no home, the reason for that
 */
record Jdk(int major, @Nullable Path home, String version) {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(([0-9]+)[^\"]*)\"");

    static Jdk missing(int major, String reason) {
        return new Jdk(major, null, reason);
    }

    /** The JDK in a folder; one of another feature release is as good as none. */
    static Jdk in(Path home, int major, String where) {
        String release;
        try {
            release = Files.readString(home.resolve("release"));
        } catch (IOException e) {
            return missing(major, where + " holds no JDK");
        }
        Matcher version = VERSION.matcher(release);
        if (!version.find() || !Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return missing(major, where + " holds no JDK");
        }
        if (Integer.parseInt(version.group(2)) != major) {
            return missing(major, where + " is a JDK " + version.group(1));
        }
        return new Jdk(major, home, version.group(1));
    }

    boolean isHere() {
        return home != null;
    }

    /** Whether the carrier mode is the default where java.lang is open. */
    boolean choosesCarrierMode() {
        return major >= 24;
    }
}
