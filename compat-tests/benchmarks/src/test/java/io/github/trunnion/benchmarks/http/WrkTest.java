package io.github.trunnion.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

@Timeout(10)
class WrkTest {
    private static final String PRINTED =
            """
            Running 10m test @ http://127.0.0.1:35613/
              1 threads and 16 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     9.00ms    9.13ms 102.37ms   92.88%
                Req/Sec     2.04k     1.10k    4.04k    70.00%
              Latency Distribution
                 50%  714.00us
                 75%   10.18ms
                 90%   16.63ms
                 99%    1.50s
              2000 requests in 1.00s, 464.03KB read
            Requests/sec:   2500.00
            Transfer/sec:    457.01KB
            """;

    @Test
    void figuresAreRead() throws IOException {
        assertThat(Wrk.parse(PRINTED)).isEqualTo(new Wrk.Seen(2000, 0.8, 714, 1_500_000));
    }

    @Test
    void requestsThatFailedAreAFailure() {
        String socket = "  Socket errors: connect 0, read 3, write 0, timeout 0\n";
        String status = "  Non-2xx or 3xx responses: 5\n";

        assertThatThrownBy(() -> Wrk.parse(PRINTED + socket)).hasMessage(socket.strip());
        assertThatThrownBy(() -> Wrk.parse(PRINTED + status)).hasMessage(status.strip());
        assertThatThrownBy(() -> Wrk.parse("nothing")).hasMessageContaining("nothing");
    }
}
