package io.github.trunnion.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trunnion.benchmarks.report.Report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** What is to be known about a machine beside its figures. */
final class Machine {
    private Machine() {}

    static void describe(Report report) {
        report.fact("date", LocalDate.now(java.time.ZoneId.systemDefault()).toString());
        report.fact(
                "processor",
                first(Path.of("/proc/cpuinfo"), "model name")
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " cores");
        report.fact(
                "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        report.fact("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
        report.fact("load before", first(Path.of("/proc/loadavg"), ""));
    }

    /** What stands behind the colon of the first line that begins so, or the line itself. */
    private static String first(Path file, String begin) {
        try {
            return Files.readAllLines(file, UTF_8).stream()
                    .filter(line -> line.startsWith(begin))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
