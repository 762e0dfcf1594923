package io.github.trunnion.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;

class PerformancePageTest {
    private final PerformancePage page = new PerformancePage(Path.of("..", "..", "docs"));

    @Test
    void page_saysWhatTheReportBesideItSays() throws IOException {
        assertEquals(page.expected(), page.text());
    }
}
