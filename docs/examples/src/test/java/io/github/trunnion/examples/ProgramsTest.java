package io.github.trunnion.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.CarrierCounters;

import org.junit.jupiter.api.Test;

import java.util.List;

class ProgramsTest {
    private final Printed printed = new Printed();

    @Test
    void three_futures_are_driven_by_hand() throws Exception {
        ByHand.run(printed.stream());

        assertThat(printed.lines())
                .containsExactly(
                        "ready at the second try", "brought by another thread", "300 ms later");
    }

    @Test
    void two_tasks_with_timers_print_a_b_c_d() {
        Abcd.run(printed.stream());

        assertThat(printed.lines()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void two_tasks_with_pipes_print_a_b_c_d_and_park_in_the_reactor() throws Exception {
        CarrierCounters counters = AbcdPipes.run(printed.stream());

        assertThat(printed.lines()).containsExactly("a", "b", "c", "d");
        assertThat(counters.events()).isPositive();
    }

    @Test
    void the_main_thread_runs_any_future_and_two_calls_share_a_connection() throws Exception {
        AsyncMain.run(printed.stream());

        assertThat(printed.lines()).containsExactly("good morning", "hello from the first call");
    }

    @Test
    void an_unknown_reactor_registers_itself() throws Exception {
        CarrierCounters counters = OwnReactor.run(printed.stream());

        assertThat(printed.lines()).containsExactly("6", "queue", "QueueReactor[0 waiting]");
        assertThat(counters.events()).isEqualTo(2);
        assertThat(counters.conflicts()).isZero();
    }

    @Test
    void a_second_reactor_is_refused_naming_both() throws Exception {
        Conflict.run(printed.stream());

        assertThat(printed.lines()).hasSize(3);
        assertThat(printed.lines().getFirst())
                .startsWith("io.github.trunnion.futures.ReactorConflictException: ")
                .contains("carrier one-0 of executor one")
                .contains("SelectorReactor")
                .contains("1 open lease")
                .contains("QueueReactor cannot be registered");
        assertThat(printed.lines().get(1)).isEqualTo("On another executor it works.");
        assertThat(printed.lines().get(2)).isEqualTo("The first reactor goes on: 3 bytes read.");
    }

    @Test
    void traces_name_who_waited_and_who_failed_in_a_copy_only_above_the_original() {
        Traces.run(printed.stream());

        assertThat(printed.lines().getFirst().split("  +"))
                .containsExactly(
                        "join()", "get()", "Await, COPY", "Await, ORIGINAL", "Await, WRAP");
        List<String> copy =
                printed.lines().stream()
                        .map(line -> line.length() < 80 ? "" : line.substring(80))
                        .map(line -> line.length() < 40 ? line : line.substring(0, 40))
                        .map(String::strip)
                        .toList();
        assertThat(copy.subList(2, 4))
                .containsExactly("IllegalStateException", "AwaitOptions.await");
        assertThat(copy).contains("Traces.report", "caused by IllegalStateException");
        assertThat(copy.indexOf("Traces.report")).isLessThan(copy.indexOf("Traces.lookUp"));
        List<String> original =
                printed.lines().stream()
                        .map(line -> line.length() < 120 ? "" : line.substring(120))
                        .toList();
        assertThat(original)
                .anySatisfy(line -> assertThat(line).startsWith("  Traces.lookUp"))
                .noneSatisfy(line -> assertThat(line).startsWith("  Traces.report"));
    }

    @Test
    void two_reactors_with_threads_of_their_own_leave_the_carrier_alone() throws Exception {
        CarrierCounters counters = SideBySide.run(printed.stream());

        assertThat(printed.lines())
                .containsExactly("a byte by the left reactor", "a byte by the right reactor");
        assertThat(counters.parksHook()).isZero();
        assertThat(counters.conflicts()).isZero();
    }
}
