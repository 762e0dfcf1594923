package io.github.trunnion.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.examples.Printed;
import io.github.trunnion.examples.RustDemo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/** The fourth way, where there is rustc. */
class NativeWayTest {
    private static final String ALL = "poll,stage,blocking,native";

    private final Printed out = new Printed();
    @TempDir private Path folder;

    @BeforeEach
    void build() throws Exception {
        Optional<Path> library = RustDemo.build(Path.of("target", "native"));
        if (!Boolean.getBoolean("native.required")) {
            assumeTrue(library.isPresent(), "There is no rustc on the PATH.");
        }
        System.setProperty(NativeWay.LIBRARY, library.orElseThrow().toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(NativeWay.LIBRARY);
    }

    private int fetch(String... args) throws InterruptedException {
        return new Fetch(out.stream(), out.stream(), false).run(args);
    }

    @Test
    void all_four_ways_agree_on_a_folder() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        Files.write(folder.resolve("large"), large);
        Files.createFile(folder.resolve("empty"));
        for (int i = 0; i < 50; i++) {
            Files.writeString(folder.resolve("file" + i), "content " + i);
        }

        assertThat(fetch("--ways", ALL, folder.toString())).as(out::text).isZero();

        assertThat(out.text()).contains("4 ways agree on 52 of 52 items");
    }

    @Test
    void failures_read_as_those_of_the_poll_way() throws Exception {
        int gone;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = socket.getLocalPort();
        }
        try (RawServer server = new RawServer()) {
            server.on("/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    .on("/short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                    .on("/silence", "")
                    .on("/noise", "220 ready\r\n");
            String refused = "http://127.0.0.1:" + gone + "/";
            String https = "https://127.0.0.1:" + gone + "/";

            int code =
                    fetch(
                            "--ways",
                            "poll,native",
                            server.url("/missing"),
                            server.url("/short"),
                            server.url("/silence"),
                            server.url("/noise"),
                            refused,
                            https);

            assertThat(code).isEqualTo(1);
            assertThat(out.lines().stream().filter(line -> line.startsWith("failed: ")))
                    .as("a line for each item: both ways say the same")
                    .hasSize(6)
                    .noneMatch(line -> line.endsWith("(poll)") || line.endsWith("(native)"));
            assertThat(out.lines()).contains("failed: " + refused + ": connection refused");
        }
    }
}
