package io.github.trunnion.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Programs of the machine. */
public final class Tools {
    private Tools() {}

    /** Whether there is a program of this name. */
    public static boolean has(String program) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(String.valueOf(System.getenv("PATH")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * Runs a program to its end and returns what it printed.
     *
     * @throws IOException with all that it printed, if it ended with another code than 0
     */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(
                        String.join(" ", command) + " ended with " + code + ":\n" + printed);
            }
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}
