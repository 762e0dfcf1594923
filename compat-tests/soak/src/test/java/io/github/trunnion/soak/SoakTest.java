package io.github.trunnion.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.xml.parsers.DocumentBuilderFactory;

/** The soak program passes on the library, and fails where something is lost, stuck or left. */
class SoakTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Options options(Duration time, String loads) {
        return Options.of(time, 0.5, 42, loads, folder);
    }

    private List<Check> run(Options options, List<Supplier<Load>> loads) throws Exception {
        return new Soak(options, loads, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static List<String> failed(List<Check> checks) {
        return checks.stream()
                .filter(check -> !check.holds())
                .map(check -> check.subject() + ": " + check.claim())
                .toList();
    }

    @Test
    void allLoadsForFiveSeconds_pass_andEachHasCounted() throws Exception {
        List<Load> made = new ArrayList<>();
        List<Supplier<Load>> loads = new ArrayList<>();
        for (Supplier<Load> load : Loads.of("all")) {
            loads.add(
                    () -> {
                        Load one = load.get();
                        made.add(one);
                        return one;
                    });
        }
        List<Check> checks = run(options(Duration.ofSeconds(5), "all"), loads);
        System.out.println(printed());
        assertThat(failed(checks)).isEmpty();
        assertThat(made).hasSize(2 * Loads.ALL.size()).allMatch(load -> load.out.sum() > 0);
        assertThat(printed()).contains("PASS:").doesNotContain("FAIL");
        assertThat(Files.readString(folder.resolve("soak.json"))).contains("\"pass\": true");
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("soak.svg").toFile()); // well-formed
    }

    /** Gives each tenth thing to nobody. */
    private static final class Lossy extends Load {
        private int count;

        Lossy() {
            super("lossy");
        }

        @Override
        void open() {
            drive(
                    4_000,
                    driver -> {
                        in.increment();
                        if (++count % 10 != 0) {
                            out.increment();
                        }
                    });
        }
    }

    @Test
    void aLoadThatLosesOneOfTen_fails() throws Exception {
        Options options = options(Duration.ofSeconds(2), "lossy");
        List<Check> checks = run(options.withPatience(Duration.ofSeconds(1)), List.of(Lossy::new));
        assertThat(failed(checks)).contains("lossy: in = out", "all: no standstill");
        assertThat(printed()).contains("FAIL:").contains("not drained");
        assertThat(folder.resolve("dump.txt")).content().contains("load lossy");
        assertThat(folder.resolve("threads.txt")).content().contains("SoakTest");
    }

    /** Leaves memory, threads and descriptors behind, but balances its books. */
    private static final class Leaking extends Load {
        private final List<byte[]> kept;
        private final CountDownLatch end;
        private final List<AutoCloseable> open;
        private int count;

        Leaking(List<byte[]> kept, CountDownLatch end, List<AutoCloseable> open) {
            super("leaking");
            this.kept = kept;
            this.end = end;
            this.open = open;
        }

        @Override
        void open() {
            drive(
                    100,
                    driver -> {
                        in.increment();
                        kept.add(new byte[1 << 20]);
                        if (++count % 5 == 0) {
                            open.add(java.nio.channels.Selector.open());
                            Thread.ofPlatform().name("left-over").daemon().start(this::stay);
                        }
                        out.increment();
                    });
        }

        private void stay() {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aLoadThatLeaksHeapThreadsAndDescriptors_failsInEachOfThem() throws Exception {
        List<byte[]> kept = new ArrayList<>();
        List<AutoCloseable> open = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        try {
            Options options = options(Duration.ofSeconds(3), "leaking");
            List<Check> checks =
                    run(
                            options.withPatience(Duration.ofSeconds(2)),
                            List.of(() -> new Leaking(kept, end, open)));
            assertThat(failed(checks))
                    .hasSize(3)
                    .anyMatch(claim -> claim.startsWith("heap"))
                    .anyMatch(claim -> claim.startsWith("threads"))
                    .anyMatch(claim -> claim.startsWith("descriptors"));
        } finally {
            end.countDown();
            for (AutoCloseable one : open) {
                one.close();
            }
        }
    }

    /** Its only step waits for a wake that never comes, after others that did. */
    private static final class Stuck extends Load {
        private final CountDownLatch wake;
        private int count;

        Stuck(CountDownLatch wake) {
            super("stuck");
            this.wake = wake;
        }

        @Override
        void open() {
            drive(
                    1_000,
                    driver -> {
                        in.increment();
                        if (++count == 30) {
                            wake.await();
                        }
                        out.increment();
                    });
            drive(1_000, driver -> {}); // goes on
        }
    }

    @Test
    void aDriverThatWaitsForEver_isFoundWhileTheOthersGoOn() throws Exception {
        CountDownLatch wake = new CountDownLatch(1);
        try {
            Options options = options(Duration.ofMinutes(10), "stuck");
            List<Check> checks =
                    run(
                            options.withPatience(Duration.ofSeconds(2)),
                            List.of(() -> new Stuck(wake)));
            assertThat(failed(checks)).contains("all: no standstill", "stuck: in = out");
            assertThat(printed()).contains("no progress for 2 s").contains("driver soak-stuck-0");
            assertThat(folder.resolve("threads.txt")).content().contains("CountDownLatch.await");
        } finally {
            wake.countDown();
        }
    }

    /** Complains once, and throws once. */
    private static final class Wrong extends Load {
        private int count;

        Wrong() {
            super("wrong");
        }

        @Override
        void open() {
            drive(
                    1_000,
                    driver -> {
                        if (++count == 5) {
                            throw new IOException("from a step");
                        }
                        in.increment();
                        expect(count != 10, "another content");
                        if (count == 10) {
                            out.increment();
                        }
                    });
        }
    }

    @Test
    void aLoadThatGetsOtherContentBack_fails() throws Exception {
        List<Check> checks = run(options(Duration.ofSeconds(1), "wrong"), List.of(Wrong::new));
        assertThat(failed(checks)).contains("wrong: nothing wrong");
        assertThat(printed()).contains("another content").contains("from a step");
    }

    @Test
    void badOptionsAreRefusedAndNamed() {
        assertThatThrownBy(() -> Options.parse("hours=3")).hasMessageContaining("\"hours=3\"");
        assertThatThrownBy(() -> Options.parse("minutes=0")).hasMessageContaining("minutes=0.0");
        assertThatThrownBy(() -> Loads.of("busy,bussy"))
                .hasMessageContaining("\"bussy\"")
                .hasMessageContaining("parked-hook");
        assertThat(Options.parse("minutes=0.5", "seed=7").time()).isEqualTo(Duration.ofSeconds(30));
        assertThat(TimeUnit.MILLISECONDS.toSeconds(Verdict.excludedMillis(1_800_000)))
                .isEqualTo(90);
        assertThat(Verdict.excludedMillis(300_000)).isEqualTo(60_000);
    }
}
