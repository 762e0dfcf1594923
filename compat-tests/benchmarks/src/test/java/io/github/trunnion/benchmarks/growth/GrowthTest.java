package io.github.trunnion.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Series;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.function.DoubleUnaryOperator;

@Timeout(10)
class GrowthTest {
    private static final Sweep SWEEP = Sweep.linear("test", "things", 1000, 1_000_000, n -> n);

    @Test
    void linear_cost_has_no_complaint() {
        assertThat(Growth.remark(SWEEP, of(x -> 20 * x)))
                .isEqualTo("20.0 ns each at 1,000, 20.0 at 1,000,000 things");
    }

    @Test
    void quadratic_cost_is_named() {
        assertThat(Growth.remark(SWEEP, of(x -> x * x)))
                .contains("worse than linear", "steepest 2.00");
    }

    @Test
    void where_it_begins_to_grow_faster_is_named() {
        Series cost = of(x -> x <= 100_000 ? x : x * x / 100_000);
        assertThat(Growth.remark(SWEEP, cost)).contains("from 100,000 to 1,000,000");
    }

    @Test
    void exponent_leaves_out_what_a_fixed_cost_hides() {
        Series cost = of(x -> Math.max(x, 10_000));
        assertThat(Growth.exponent(cost)).isCloseTo(1, within(1e-9));
    }

    @Test
    void sizes_are_as_far_apart() {
        assertThat(GrowthFork.sizes(1000, 1_000_000, 1))
                .containsExactly(1000, 10_000, 100_000, 1_000_000);
        assertThat(GrowthFork.sizes(10, 1000, 2)).containsExactly(10, 32, 100, 316, 1000);
        assertThat(GrowthFork.sizes(1000, 1000, 1)).containsExactly(100, 1000);
    }

    private static Series of(DoubleUnaryOperator cost) {
        Series series = new Series("test");
        for (int size : GrowthFork.sizes(1000, 1_000_000, 1)) {
            series.add(size, Figure.of(cost.applyAsDouble(size)));
        }
        return series;
    }
}
