package io.github.trunnion.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(10)
class FigureTest {
    @Test
    void odd_count_has_its_middle_as_median() {
        assertThat(Figure.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Figure(3, 1, 5));
    }

    @Test
    void even_count_has_the_mean_of_the_middle_two_as_median() {
        assertThat(Figure.of(List.of(8.0, 1.0, 2.0, 4.0))).isEqualTo(new Figure(3, 1, 8));
    }

    @Test
    void one_measurement_is_median_and_range() {
        assertThat(Figure.of(7)).isEqualTo(new Figure(7, 7, 7));
    }

    @Test
    void rounds_that_failed_do_not_count() {
        Figure figure = Figure.of(List.of(Double.NaN, 2.0));
        assertThat(figure).isEqualTo(new Figure(2, 2, 2));
        assertThat(figure.isKnown()).isTrue();
    }

    @Test
    void nothing_measured_is_unknown() {
        assertThat(Figure.of(List.of()).isKnown()).isFalse();
        assertThat(Figure.of(List.of(Double.NaN)).isKnown()).isFalse();
    }

    @Test
    void ratio_is_the_median_of_the_ratios_within_rounds() {
        // The medians are 20 and 20, but each round but the last has half of its baseline.
        Figure ratio = Figure.ratio(List.of(10.0, 20.0, 30.0), List.of(20.0, 40.0, 15.0));
        assertThat(ratio.value()).isCloseTo(0.5, within(1e-9));
        assertThat(ratio.low()).isCloseTo(0.5, within(1e-9));
        assertThat(ratio.high()).isCloseTo(2, within(1e-9));
    }

    @Test
    void ratio_of_a_round_that_failed_does_not_count() {
        assertThat(Figure.ratio(List.of(Double.NaN, 6.0), List.of(1.0, 3.0)).value()).isEqualTo(2);
    }

    @Test
    void ratio_refuses_other_numbers_of_rounds() {
        assertThatThrownBy(() -> Figure.ratio(List.of(1.0), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 rounds");
    }
}
