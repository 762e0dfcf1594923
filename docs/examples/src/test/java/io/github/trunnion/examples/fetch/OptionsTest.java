package io.github.trunnion.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class OptionsTest {
    @Test
    void defaults() throws Exception {
        Options options = Options.parse("folder");

        assertThat(options.sources()).containsExactly("folder");
        assertThat(options.concurrency()).isEqualTo(8);
        assertThat(options.ways()).containsExactly(WayName.POLL, WayName.STAGE, WayName.BLOCKING);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.list()).isFalse();
    }

    @Test
    void everything() throws Exception {
        Options options =
                Options.parse(
                        "a",
                        "--concurrency",
                        "3",
                        "--ways",
                        "blocking,poll",
                        "--timeout",
                        "5",
                        "--list",
                        "--",
                        "--b");

        assertThat(options.sources()).containsExactly("a", "--b");
        assertThat(options.concurrency()).isEqualTo(3);
        assertThat(options.ways()).containsExactly(WayName.POLL, WayName.BLOCKING);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.list()).isTrue();
    }

    @Test
    void help_needs_no_source() throws Exception {
        assertThat(Options.parse("--help").help()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                    | nothing to fetch
                    --list                | nothing to fetch
                    --loud x              | unknown option --loud
                    x --concurrency       | --concurrency needs a value
                    --concurrency 0 x     | whole number
                    --concurrency many x  | whole number
                    --timeout -1 x        | whole number
                    --ways poll,magic x   | unknown way 'magic'
                    --ways , x            | unknown way ''
                    --ways native x       | the way native needs a library
                    """)
    void misuse(String line, String message) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");

        assertThatThrownBy(() -> Options.parse(args))
                .isInstanceOf(Options.Misuse.class)
                .hasMessageContaining(message);
    }
}
