package io.github.trunnion.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.function.DoubleUnaryOperator;

@Timeout(10)
class SeriesTest {
    @Test
    void slope_of_a_linear_cost_is_one() {
        assertThat(of(x -> 50 * x).slope(0)).isCloseTo(1, within(1e-9));
    }

    @Test
    void slope_of_a_quadratic_cost_is_two() {
        assertThat(of(x -> 3 * x * x).slope(0)).isCloseTo(2, within(1e-9));
    }

    @Test
    void slope_of_a_constant_cost_is_zero() {
        assertThat(of(x -> 7).slope(0)).isCloseTo(0, within(1e-9));
    }

    @Test
    void slope_begins_where_it_is_told_to() {
        Series series = of(x -> x <= 100 ? 100 : x);
        assertThat(series.slope(100)).isCloseTo(1, within(1e-9));
        assertThat(series.slope(0)).isLessThan(0.8);
    }

    @Test
    void slope_ignores_what_was_not_measured() {
        Series series = of(x -> x);
        series.add(1e6, Figure.of(Double.NaN));
        assertThat(series.slope(0)).isCloseTo(1, within(1e-9));
    }

    @Test
    void slope_below_two_points_is_unknown() {
        assertThat(new Series("none").slope(0)).isNaN();
        assertThat(of(x -> x).slope(10_000)).isNaN();
    }

    private static Series of(DoubleUnaryOperator cost) {
        Series series = new Series("test");
        for (double x = 1; x <= 10_000; x *= 10) {
            series.add(x, Figure.of(cost.applyAsDouble(x)));
        }
        return series;
    }
}
