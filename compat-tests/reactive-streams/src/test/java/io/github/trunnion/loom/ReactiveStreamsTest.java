package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testng.ITestNGListener;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs the classes of the TCK; only what it calls untested itself may be skipped. */
@Timeout(60)
class ReactiveStreamsTest {
    /**
     * Runs a class.
     *
     * @param passed how many of its tests, so that an empty run is none
     */
    @ParameterizedTest
    @CsvSource({
        "PublisherTck, 31",
        "StreamSubscriberTck, 11",
        "StreamWhiteboxTck, 14",
        "FirstSubscriberTck, 11",
        "SingleSubscriberTck, 11"
    })
    void fl04_tckIsPassed(String name, int passed) throws Exception {
        TestListenerAdapter results = new TestListenerAdapter();
        TestNG runner = new TestNG(false);
        runner.setVerbose(0);
        runner.setTestClasses(new Class<?>[] {Class.forName("io.github.trunnion.loom." + name)});
        runner.addListener((ITestNGListener) results);
        runner.run();
        StringBuilder failures = new StringBuilder();
        for (List<ITestResult> failed :
                List.of(results.getFailedTests(), results.getConfigurationFailures())) {
            for (ITestResult result : failed) {
                failures.append(result.getName()).append(": ").append(result.getThrowable());
                failures.append('\n');
            }
        }
        assertEquals("", failures.toString());
        TreeSet<String> skipped = new TreeSet<>();
        for (ITestResult result : results.getSkippedTests()) {
            if (!result.getName().startsWith("untested_")) {
                skipped.add(result.getName());
            }
        }
        assertEquals(Set.of(), skipped);
        assertEquals(passed, results.getPassedTests().size());
    }
}
