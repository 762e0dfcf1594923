package io.github.trunnion.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.examples.Printed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.List;

@Timeout(60)
class OrdersTest {
    private final Printed out = new Printed();
    private final Printed err = new Printed();

    @Test
    void each_step_gives_the_same_orders_and_the_table_tells_what_it_gains() throws Exception {
        assertThat(orders("--orders", "25")).isZero();

        assertThat(out.lines()).last().isEqualTo("All steps give the same orders.");
        assertThat(gains("0 futures")).containsExactly("no", "no", "no", "no");
        assertThat(gains("1 boundary")).containsExactly("yes", "no", "no", "no");
        assertThat(gains("2 leaves")).containsExactly("yes", "yes", "no", "no");
        assertThat(gains("3 composition")).containsExactly("yes", "yes", "yes", "yes");
        assertThat(out.lines())
                .contains("3 composition  25 of 25, the last one is o25;Bob;pen;25;70;2500");
        String heading =
                out.lines().stream()
                        .filter(line -> line.matches("0 futures +1 boundary +.*"))
                        .findFirst()
                        .orElseThrow();
        assertThat(heading.split(" {2,}"))
                .containsExactly("0 futures", "1 boundary", "2 leaves", "3 composition");
        assertThat(err.text()).isEmpty();
    }

    @Test
    void misuse_prints_the_usage_and_help_is_none() throws Exception {
        for (String count : List.of("0", "-1", "many", "1000000")) {
            assertThat(orders("--orders", count)).isEqualTo(2);
        }
        assertThat(orders("--orders")).isEqualTo(2);
        assertThat(orders("--loud")).isEqualTo(2);
        assertThat(err.text())
                .startsWith("orders: not understood: --orders 0")
                .contains("usage: orders");
        assertThat(out.text()).isEmpty();

        assertThat(orders("--help")).isZero();
        assertThat(out.text()).startsWith("usage: orders");
    }

    private int orders(String... args) throws Exception {
        return Orders.run(out.stream(), err.stream(), args);
    }

    /** The last four cells of the row of a step. */
    private List<String> gains(String step) {
        String row =
                out.lines().stream()
                        .filter(line -> line.matches(step + " +\\d+ .*"))
                        .filter(line -> line.endsWith("yes") || line.endsWith("no"))
                        .findFirst()
                        .orElseThrow();
        List<String> cells = Arrays.asList(row.split(" {2,}"));
        return cells.subList(cells.size() - 4, cells.size());
    }
}
