package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/** When it is logged where virtual threads run: the log of a process is that of a JVM. */
@Timeout(60)
class BackEndLogTest {
    @Test
    void demandedModeThenAnOpenOneTwice_isLoggedOnceByTheFirstOpenOne() throws Exception {
        ChildJvm.Result result = new ChildJvm().run(PrintsHints.class);
        List<String> order = new ArrayList<>();
        for (String line : result.output().lines().toList()) {
            if (line.contains(" INFO ")) {
                assertThat(line).contains("Virtual threads of a BridgeExecutor run on");
                order.add("hint");
            } else if (List.of("demanded", "first", "second").contains(line)) {
                order.add(line);
            }
        }
        assertThat(order)
                .as(result.output())
                .containsExactly("demanded", "hint", "first", "second");
    }
}
