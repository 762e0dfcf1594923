package io.github.trunnion.guides.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The guide "Writing a reactor hook" says of each step which rules it breaks, and it breaks those.
 *
 * <p>With {@code -Dsnippets=apply} the lists of the guide are written anew.
 */
class HookStepsTest {
    private static final String GUIDE = "docs/writing-a-reactor-hook.md";
    private static final Pattern LIST =
            Pattern.compile("(?m)^<!-- fails: step (\\d) -->\\n```text\\n([\\s\\S]*?)^```$");
    private static final List<Class<?>> STEPS =
            List.of(
                    StepVerification.Step1.class,
                    StepVerification.Step2.class,
                    StepVerification.Step3.class,
                    StepVerification.Step4.class,
                    StepVerification.Step5.class,
                    StepVerification.Step6.class,
                    StepVerification.Step7.class,
                    StepVerification.Step8.class);

    @Test
    @Timeout(120)
    void each_step_breaks_the_rules_that_the_guide_says() throws IOException {
        Path file = Path.of("").toAbsolutePath();
        while (!Files.exists(file.resolve(GUIDE))) {
            file = file.getParent();
        }
        file = file.resolve(GUIDE);
        String guide = Files.readString(file);
        StringBuilder measured = new StringBuilder();
        Matcher list = LIST.matcher(guide);
        int from = 0;
        int steps = 0;
        while (list.find()) {
            Class<?> step = STEPS.get(Integer.parseInt(list.group(1)) - 1);
            Set<String> said = list.group(2).lines().collect(Collectors.toSet());
            measured.append(guide, from, list.start(2));
            broken(step, said).forEach(rule -> measured.append(rule).append('\n'));
            from = list.end(2);
            steps++;
        }
        measured.append(guide.substring(from));
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(file, measured);
            guide = measured.toString();
        }

        assertEquals(STEPS.size(), steps, "steps in the guide");
        assertEquals(guide, measured.toString());
    }

    @Test
    void the_whole_hook_passes_the_kit_as_the_guide_runs_it() {
        assertEquals(Set.of(), failed(selectClass(StepVerification.Whole.class)));
    }

    /** What is broken; where that is not what the guide says, patience decides. */
    private static Set<String> broken(Class<?> step, Set<String> said) {
        StepVerification.patience(Duration.ofMillis(800));
        Set<String> failed = failed(selectClass(step));
        Set<String> doubtful = new TreeSet<>(failed);
        doubtful.removeAll(said);
        said.stream().filter(rule -> !failed.contains(rule)).forEach(doubtful::add);
        if (!doubtful.isEmpty()) {
            StepVerification.patience(Duration.ofSeconds(10));
            failed.removeAll(doubtful);
            failed.addAll(
                    failed(
                            doubtful.stream()
                                    .map(rule -> selectMethod(step, rule))
                                    .toArray(DiscoverySelector[]::new)));
        }
        return failed;
    }

    /** Side by side, as most of what fails waits for its time to be over. */
    private static Set<String> failed(DiscoverySelector... selectors) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "16")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.executor-service",
                        "WORKER_THREAD_POOL")
                .selectors(selectors)
                .execute()
                .testEvents()
                .failed()
                .map(e -> e.getTestDescriptor().getLegacyReportingName().replace("()", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
