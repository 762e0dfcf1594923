package io.github.trunnion.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One run of a verification, as its user would see it: what each rule said. */
final class KitRun {
    private final Map<String, String> verdicts = new TreeMap<>();

    /** Runs all rules of a subclass of a verification. */
    static KitRun of(Class<?> verification) {
        return of(selectClass(verification));
    }

    /** Runs one rule of a subclass of a verification. */
    static KitRun of(Class<?> verification, String rule) {
        return of(selectMethod(verification, rule));
    }

    /**
     * Runs one rule until it says what is expected, ten times at most: a mistake that shows in a
     * race need not show in every run.
     */
    static String verdict(Class<?> verification, String rule, String expected) {
        String verdict = "";
        for (int run = 0; run < 10 && !verdict.startsWith(expected); run++) {
            verdict = verdict(verification, rule);
        }
        return verdict;
    }

    /** Runs one rule of a subclass of a verification; what it said. */
    static String verdict(Class<?> verification, String rule) {
        return of(selectMethod(verification, rule)).verdict(rule);
    }

    private static KitRun of(DiscoverySelector selector) {
        EngineExecutionResults results =
                EngineTestKit.engine("junit-jupiter").selectors(selector).execute();
        KitRun run = new KitRun();
        results.containerEvents().failed().stream()
                .forEach(e -> run.verdicts.put("the class", "failed: " + message(e)));
        results.testEvents().skipped().stream()
                .forEach(
                        e ->
                                run.verdicts.put(
                                        name(e), "skipped: " + e.getRequiredPayload(String.class)));
        results.testEvents().finished().stream()
                .forEach(
                        e ->
                                run.verdicts.put(
                                        name(e),
                                        switch (result(e).getStatus()) {
                                            case SUCCESSFUL -> "passed";
                                            case ABORTED -> "skipped: " + message(e);
                                            case FAILED -> "failed: " + message(e);
                                        }));
        return run;
    }

    /** What a rule said: "passed", "skipped: why" or "failed: message". */
    String verdict(String rule) {
        String verdict = verdicts.get(rule);
        if (verdict == null) {
            throw new AssertionError("no rule " + rule + " among " + verdicts.keySet());
        }
        return verdict;
    }

    /** The names of the required rules of a verification. */
    static List<String> required(Class<?> verification) {
        return Arrays.stream(verification.getMethods())
                .filter(m -> m.isAnnotationPresent(RequiredRule.class))
                .map(Method::getName)
                .sorted()
                .toList();
    }

    /** The rules whose verdict begins so, with their verdicts. */
    Map<String, String> all(String prefix) {
        Map<String, String> chosen = new TreeMap<>(verdicts);
        chosen.values().removeIf(v -> !v.startsWith(prefix));
        return chosen;
    }

    private static String name(Event event) {
        String name = event.getTestDescriptor().getLegacyReportingName();
        int end = name.indexOf('(');
        return end < 0 ? name : name.substring(0, end);
    }

    private static TestExecutionResult result(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class);
    }

    private static String message(Event event) {
        return result(event).getThrowable().map(Throwable::getMessage).orElse("without a message");
    }

    @Override
    public String toString() {
        return verdicts.toString();
    }
}
