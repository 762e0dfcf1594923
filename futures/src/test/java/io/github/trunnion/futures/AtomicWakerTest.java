package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AtomicWakerTest {
    private final AtomicWaker cell = new AtomicWaker();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void wake_of_an_empty_cell_does_nothing() {
        cell.wake();
        assertThat(cell.take()).isNull();
        assertThat(cell).hasToString("AtomicWaker[empty]");
    }

    @Test
    void w02_register_then_wakes_coalesce_into_one() {
        cell.register(waker);
        assertThat(cell).hasToString("AtomicWaker[registered]");
        cell.wake();
        cell.wake();
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void f02_the_latest_waker_is_woken() {
        CountingWaker later = new CountingWaker();
        cell.register(waker);
        cell.register(later);
        cell.wake();
        assertThat(waker.wakes()).isZero();
        assertThat(later.wakes()).isEqualTo(1);
    }

    @Test
    void w05_an_equivalent_waker_is_not_stored_again() {
        cell.register(waker);
        cell.register(
                new Waker() {
                    @Override
                    public void wake() {}
                });
        assertThat(cell.take()).isNotSameAs(waker);

        Waker first = new Same();
        cell.register(first);
        cell.register(new Same());
        assertThat(cell.take()).isSameAs(first);
    }

    private record Same() implements Waker {
        @Override
        public void wake() {}

        @Override
        public boolean willWake(Waker other) {
            return other instanceof Same;
        }
    }

    @Test
    void w01_wake_isolates_a_throwing_waker() {
        try (UncaughtReports reports = new UncaughtReports()) {
            cell.register(new PanickingWaker());
            assertThatCode(cell::wake).doesNotThrowAnyException();
            assertThat(reports.messages()).containsExactly(PanickingWaker.MESSAGE);
        }
    }

    @Test
    void w04_take_and_wake_empty_the_cell() {
        cell.register(waker);
        assertThat(cell.take()).isSameAs(waker);
        assertThat(cell.take()).isNull();
        cell.register(waker);
        cell.wake();
        assertThat(cell.take()).isNull();
    }

    @Test
    void w03_register_against_wake_loses_no_wake() throws Exception {
        Duel.run(200_000, () -> new RegisterAgainstWake(new AtomicWaker()));
    }

    @Test
    void w03_register_of_the_stored_waker_against_wake_loses_no_wake() throws Exception {
        Duel.run(
                50_000,
                () -> {
                    RegisterAgainstWake round = new RegisterAgainstWake(new AtomicWaker());
                    round.cell.register(round.waker);
                    return round;
                });
    }

    private static final class RegisterAgainstWake implements Duel.Round {
        final AtomicWaker cell;
        final CountingWaker waker = new CountingWaker();
        private boolean condition; // plain: the cell orders it
        private boolean seen;

        RegisterAgainstWake(AtomicWaker cell) {
            this.cell = cell;
        }

        @Override
        public void left() {
            cell.register(waker);
            seen = condition;
        }

        @Override
        public void right() {
            condition = true;
            cell.wake();
        }

        @Override
        public void check() {
            assertThat(seen || waker.wakes() > 0).as("condition seen, or woken").isTrue();
        }
    }
}
