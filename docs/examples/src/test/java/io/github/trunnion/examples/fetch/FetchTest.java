package io.github.trunnion.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.examples.Printed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class FetchTest {
    private static final List<String> WAYS = List.of("poll", "stage", "blocking");

    private final Printed out = new Printed();
    private final Printed err = new Printed();
    @TempDir private Path folder;

    @Test
    void all_ways_agree_on_a_folder() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        Files.write(folder.resolve("large"), large);
        Files.createFile(folder.resolve("empty"));
        Files.createDirectories(folder.resolve("deep/er"));
        Files.writeString(folder.resolve("deep/er/ä ö#?%+;&.txt"), "text");
        for (int i = 0; i < 30; i++) {
            Files.writeString(folder.resolve("file" + i), "content " + i);
        }

        assertThat(fetch("--list", folder.toString())).isZero();

        for (String way : WAYS) {
            List<String> row = row(way);
            assertThat(row.subList(1, 4)).as(way).containsExactly("33", "3,000,294", "0");
            assertThat(row.get(4)).as(way).isEqualTo("33 agree");
        }
        assertThat(out.text()).contains("3 ways agree on 33 of 33 items");
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(large));
        assertThat(out.lines()).contains(digest + "       3000000  large");
        assertThat(out.text()).contains("  deep/er/ä ö#?%+;&.txt");
    }

    @Test
    void the_counters_tell_where_the_carrier_waited() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.write(folder.resolve("file" + i), new byte[100_000]);
        }

        assertThat(fetch(folder.toString())).isZero();

        assertThat(column("poll", "polls")).isPositive();
        assertThat(column("poll", "hook parks")).isPositive();
        assertThat(column("stage", "hook parks")).isZero();
        assertThat(column("stage", "plain parks")).isPositive();
        assertThat(column("stage", "foreign submits")).isPositive();
        assertThat(column("blocking", "polls")).isGreaterThan(20);
        assertThat(column("blocking", "hook parks")).isPositive();
        assertThat(column("blocking", "foreign submits")).isGreaterThan(20);
        for (String way : WAYS) { // the park that the start of a way ends began before it
            assertThat(column(way, "unparks"))
                    .isLessThanOrEqualTo(
                            column(way, "hook parks") + column(way, "plain parks") + 1);
        }
    }

    @Test
    void what_fails_is_reported_item_by_item_and_the_rest_is_fetched() throws Exception {
        Files.writeString(folder.resolve("good"), "good");
        try (RawServer server = new RawServer()) {
            server.on("/ok", "HTTP/1.1 200 OK\r\n\r\nno length")
                    .on("/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    .on(
                            "/moved",
                            "HTTP/1.1 301 Moved\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n")
                    .on("/short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                    .on("/chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
                    .on("/huge", "HTTP/1.1 200 OK\r\nX: " + "x".repeat(500_000) + "\r\n\r\n")
                    .on("/noise", "220 ready\r\n")
                    .on("/silence", "")
                    .on("/reset", RawServer::reset);
            String refused = "http://127.0.0.1:" + freePort() + "/";
            String nowhere = folder.resolve("nowhere").toString();
            String file = folder.resolve("good").toString();

            int code =
                    fetch(
                            folder.toString(),
                            server.url("/ok"),
                            server.url("/missing"),
                            server.url("/moved"),
                            server.url("/short"),
                            server.url("/chunk"),
                            server.url("/huge"),
                            server.url("/noise"),
                            server.url("/silence"),
                            server.url("/reset"),
                            refused,
                            nowhere,
                            file,
                            "http://bad host/",
                            "gopher://127.0.0.1/");

            assertThat(code).isEqualTo(1);
            assertFailed(server.url("/missing") + ": HTTP status 404");
            assertFailed(server.url("/moved") + ": HTTP status 301, a redirect is not followed");
            assertFailedIn("poll", server.url("/short"), "after 3 of 10 bytes");
            assertFailedIn("blocking", server.url("/short"), "after 3 of 10 bytes");
            assertFailedIn("stage", server.url("/short"), "");
            assertFailedIn("poll", server.url("/chunk"), "malformed chunk size 'xyz'");
            assertFailedIn("stage", server.url("/chunk"), "");
            assertFailedIn("poll", server.url("/huge"), "more than 65536 bytes");
            assertFailedIn("stage", server.url("/huge"), "");
            assertFailedIn("poll", server.url("/noise"), "malformed status line '220 ready'");
            assertFailedIn("poll", server.url("/silence"), "before the response head");
            assertFailedIn("poll", server.url("/reset"), "reset");
            assertFailedIn("stage", server.url("/reset"), "");
            assertFailed(refused + ": connection refused");
            assertFailed(nowhere + ": no such folder");
            assertFailed(file + ": not a folder");
            assertFailed("http://bad host/: malformed URL: Illegal character in authority");
            assertFailed("gopher://127.0.0.1/: the scheme gopher is not supported");
            for (String way : WAYS) {
                assertThat(row(way).subList(1, 4)).as(way).containsExactly("2", "13", "13");
                assertThat(row(way).get(4)).as(way).isEqualTo("2 agree");
            }
        }
    }

    @Test
    void https_is_refused_by_the_ways_that_do_not_speak_it() throws Exception {
        String url = "https://127.0.0.1:" + freePort() + "/";

        assertThat(fetch(url)).isEqualTo(1);

        assertFailedIn("poll", url, "https is not supported");
        assertFailedIn("stage", url, "connection refused");
        assertFailedIn("blocking", url, "https is not supported");
    }

    @Test
    void a_server_that_never_answers_and_one_that_stops_fail_after_the_timeout() throws Exception {
        try (RawServer server = new RawServer()) {
            CountDownLatch end = new CountDownLatch(1);
            server.on("/never", socket -> end.await())
                    .on(
                            "/stops",
                            socket -> {
                                RawServer.send(
                                        socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                                end.await();
                            })
                    .on("/good", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

            int code =
                    fetch(
                            "--timeout",
                            "1",
                            "--concurrency",
                            "2",
                            server.url("/never"),
                            server.url("/stops"),
                            server.url("/good"));
            end.countDown();

            assertThat(code).isEqualTo(1);
            assertFailed(server.url("/never") + ": no progress for 1 s");
            assertFailed(server.url("/stops") + ": no progress for 1 s");
            for (String way : WAYS) {
                assertThat(row(way).get(1)).isEqualTo("1");
            }
        }
    }

    @Test
    void no_more_items_at_a_time_than_allowed() throws Exception {
        try (RawServer server = new RawServer()) {
            AtomicInteger live = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            String[] args = new String[42];
            args[0] = "--concurrency";
            args[1] = "3";
            for (int i = 2; i < args.length; i++) {
                args[i] = server.url("/" + i);
                server.on(
                        "/" + i,
                        socket -> {
                            most.accumulateAndGet(live.incrementAndGet(), Math::max);
                            Thread.yield();
                            live.decrementAndGet();
                            RawServer.send(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nConnection: close\r\n"
                                            + "Content-Length: 2\r\n\r\nok");
                        });
            }

            assertThat(fetch(args)).isZero();

            assertThat(most.get()).isBetween(1, 3);
            for (String way : WAYS) {
                assertThat(row(way).get(1)).isEqualTo("40");
            }
        }
    }

    @Test
    void some_ways_only() throws Exception {
        Files.writeString(folder.resolve("file"), "content");

        assertThat(fetch("--ways", "stage", folder.toString())).isZero();

        assertThat(out.lines()).noneMatch(line -> line.startsWith("poll "));
        assertThat(out.text()).contains("One way fetched 1 of 1 items");
    }

    @Test
    void ways_that_got_different_bytes_are_told() throws Exception {
        try (RawServer server = new RawServer()) {
            AtomicInteger count = new AtomicInteger();
            server.on(
                    "/changing",
                    socket ->
                            RawServer.send(
                                    socket, "HTTP/1.1 200 OK\r\n\r\n" + count.getAndIncrement()));

            assertThat(fetch(server.url("/changing"))).isEqualTo(1);

            assertThat(out.lines())
                    .anyMatch(line -> line.startsWith("differs: " + server.url("/changing")));
            assertThat(out.text()).contains("3 ways agree on 0 of 1 items");
        }
    }

    @Test
    void an_empty_folder_is_told_and_is_no_trouble() throws Exception {
        Files.createDirectories(folder.resolve(".git/objects"));
        Files.writeString(folder.resolve(".git/HEAD"), "not fetched");

        assertThat(fetch(folder.toString())).isZero();

        assertThat(out.lines()).containsExactly("There are no files in " + folder + ".");
    }

    @Test
    void a_terminal_gets_one_line_that_is_rewritten() throws Exception {
        Files.writeString(folder.resolve("file"), "content");

        int code = new Fetch(out.stream(), err.stream(), true).run(folder.toString());

        assertThat(code).isZero();
        assertThat(out.text()).contains("\rpoll      1 of 1 items, 7 bytes");
    }

    @Test
    void misuse_prints_the_usage_and_help_is_none() throws Exception {
        assertThat(fetch("--loud")).isEqualTo(2);
        assertThat(err.text()).startsWith("fetch: unknown option --loud").contains("usage: fetch");
        assertThat(out.text()).isEmpty();

        assertThat(fetch("--help")).isZero();
        assertThat(out.text()).startsWith("usage: fetch");
    }

    @Test
    void a_signal_stops_a_run_that_waits() throws Exception {
        try (RawServer server = new RawServer()) {
            CountDownLatch asked = new CountDownLatch(1);
            server.on(
                    "/never",
                    socket -> {
                        asked.countDown();
                        socket.getInputStream().read();
                    });
            Process process =
                    new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Fetch.class.getName(),
                                    server.url("/never"))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("output").toFile())
                            .start();
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

            process.destroy(); // SIGTERM, which the JVM handles like Ctrl-C

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(folder.resolve("output"))).last().isEqualTo("Stopped.");
            assertThat(process.exitValue()).isNotZero();
        }
    }

    private int fetch(String... args) throws InterruptedException {
        return new Fetch(out.stream(), err.stream(), false).run(args);
    }

    private void assertFailed(String message) {
        assertThat(out.lines()).contains("failed: " + message);
    }

    private void assertFailedIn(String way, String item, String part) {
        assertThat(out.lines())
                .anyMatch(
                        line ->
                                line.startsWith("failed: " + item + ": ")
                                        && line.contains(part)
                                        && waysOf(line).contains(way));
    }

    /** The ways that failed by a line; all of them if it names none. */
    private static List<String> waysOf(String line) {
        int open = line.lastIndexOf(" (");
        List<String> named =
                open < 0 || !line.endsWith(")")
                        ? List.of()
                        : List.of(line.substring(open + 2, line.length() - 1).split(", "));
        return WAYS.containsAll(named) && !named.isEmpty() ? named : WAYS;
    }

    /** The cells of the way's row in the table. */
    private List<String> row(String way) {
        String line =
                out.lines().stream()
                        .filter(l -> l.startsWith(way + " ") && l.contains(" agree"))
                        .findFirst()
                        .orElseThrow();
        return Arrays.asList(line.strip().split(" {2,}"));
    }

    private long column(String way, String name) {
        String header =
                out.lines().stream().filter(l -> l.startsWith("way ")).findFirst().orElseThrow();
        int index = Arrays.asList(header.split(" {2,}")).indexOf(name);
        return Long.parseLong(row(way).get(index).replace(",", ""));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
