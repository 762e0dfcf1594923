package io.github.trunnion.benchmarks.server;

import static io.github.trunnion.benchmarks.server.ServerSection.BUSY;
import static io.github.trunnion.benchmarks.server.ServerSection.LOADS;
import static io.github.trunnion.benchmarks.server.ServerSection.ONE;
import static io.github.trunnion.benchmarks.server.ServerSection.PACED;
import static io.github.trunnion.benchmarks.server.Variant.CARRIER;
import static io.github.trunnion.benchmarks.server.Variant.HAND_OFF;
import static io.github.trunnion.benchmarks.server.Variant.HOSTED;
import static io.github.trunnion.benchmarks.server.Variant.JDK;
import static io.github.trunnion.benchmarks.server.Variant.NETTY_EPOLL;
import static io.github.trunnion.benchmarks.server.Variant.ON_NETTY_EPOLL;
import static io.github.trunnion.benchmarks.server.Variant.SELECTOR;
import static io.github.trunnion.benchmarks.server.Variant.VIRTUAL_LOOP;

import io.github.trunnion.benchmarks.process.Burst;
import io.github.trunnion.benchmarks.process.Load;
import io.github.trunnion.benchmarks.process.PerfStat;
import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Grid;
import io.github.trunnion.benchmarks.report.Plot;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Rounds;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Series;
import io.github.trunnion.benchmarks.report.Target;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the bursts of the servers come to. */
final class ServerReport {
    private static final String SECTION = "server";
    private static final String GATES = "server, counts";

    private final List<Variant> variants;
    private final Rounds<Variant, Load, Burst> bursts;
    private final Rounds<Variant, Load, Burst> counted;
    private final String noPerf;
    private final Map<Variant, Double> heap;

    ServerReport(
            List<Variant> variants,
            Rounds<Variant, Load, Burst> bursts,
            Rounds<Variant, Load, Burst> counted,
            String noPerf,
            Map<Variant, Double> heap) {
        this.variants = variants;
        this.bursts = bursts;
        this.counted = counted;
        this.noPerf = noPerf;
        this.heap = heap;
    }

    void addTo(Report report) {
        for (Load load : LOADS) {
            cpu(report, CARRIER, SELECTOR, load, load.equals(PACED) ? 1.05 : 1.15);
            cpu(report, CARRIER, JDK, load, load.equals(PACED) ? 0.70 : 0.88);
            cpu(report, VIRTUAL_LOOP, JDK, load, load.equals(PACED) ? 1.10 : 0.90);
            ratio(report, HOSTED, JDK, load, null);
        }
        onNetty(report);
        for (Variant peer : variants) {
            if (peer.name().startsWith("NETTY") || peer == HAND_OFF || peer == Variant.FUTURE) {
                BUSY.forEach(load -> ratio(report, CARRIER, peer, load, null));
                ratio(report, CARRIER, peer, PACED, null);
            }
        }
        gate(report, CARRIER, PerfStat.SYSCALLS, List.of(ONE, PACED), 3.3);
        gate(report, CARRIER, PerfStat.SWITCHES, List.of(ONE, PACED), 1.1);
        gate(report, CARRIER, "epoll_ctl", BUSY.subList(1, 3), 0.02);
        gate(report, CARRIER, "read", BUSY.subList(1, 3), 1.05);
        gate(report, CARRIER, "futex", BUSY.subList(1, 3), 0.01);
        gate(report, ON_NETTY_EPOLL, PerfStat.SYSCALLS, List.of(PACED), 3.3);
        gate(report, ON_NETTY_EPOLL, PerfStat.SWITCHES, List.of(PACED), 1.1);
        gate(report, ON_NETTY_EPOLL, "futex", BUSY.subList(1, 3), 0.01);
        growth(report);
        grid(report, "CPU per request, us", bursts, Burst::cpuMicros);
        grid(report, "requests per second", bursts, Burst::throughput);
        grid(report, "latency p50, us", bursts, Burst::p50);
        grid(report, "latency p99, us", bursts, Burst::p99);
        grid(report, "latency p99.9, us", bursts, Burst::p999);
        if (noPerf.isEmpty()) {
            grid(report, "system calls per request", counted, b -> b.perRequest(PerfStat.SYSCALLS));
            grid(
                    report,
                    "context switches per request",
                    counted,
                    b -> b.perRequest(PerfStat.SWITCHES));
        }
        Grid bytes =
                new Grid("heap per connection that waits, bytes", List.of("1,000 connections"));
        variants.forEach(v -> bytes.add(v.title, heap.getOrDefault(v, Double.NaN)));
        report.add(bytes);
        plot(report, "server-cpu", "Processor time of a request", "us", Burst::cpuMicros);
        plot(report, "server-throughput", "Requests on one core", "1/s", Burst::throughput);
        plot(report, "server-p99", "Latency, 99 of 100", "us", Burst::p99);
    }

    /** Netty's event loop on a carrier, a virtual thread for each request. */
    private void onNetty(Report report) {
        for (Load load : LOADS) {
            double bound = load.connections() == 1000 ? 1.20 : 1.15;
            cpu(report, ON_NETTY_EPOLL, NETTY_EPOLL, load, bound);
            cpu(report, ON_NETTY_EPOLL, HAND_OFF, load, 0.70);
            ratio(report, Variant.ON_NETTY_HOSTED, HAND_OFF, load, null);
        }
        for (Load load : BUSY.subList(0, 2)) {
            throughput(report, ON_NETTY_EPOLL, load, Target.atLeast(1.5));
            throughput(report, NETTY_EPOLL, load, null); // what Netty itself can have here
        }
        if (variants.contains(Variant.ON_NETTY_URING)) {
            BUSY.forEach(
                    load -> ratio(report, Variant.ON_NETTY_URING, Variant.NETTY_URING, load, null));
            BUSY.subList(0, 2)
                    .forEach(load -> throughput(report, Variant.ON_NETTY_URING, load, null));
        }
    }

    /** That of a server by that of the hand-off. */
    private void throughput(Report report, Variant server, Load load, @Nullable Target target) {
        Figure ratio = bursts.ratio(server, HAND_OFF, load, Burst::throughput);
        String name = names("throughput", server, HAND_OFF, load);
        report.add(new Row(SECTION, name, ratio, "x", target, ""));
    }

    private static String names(String what, Variant ours, Variant other, Load load) {
        return what + " of " + ours.title + " / " + other.title + ", " + load;
    }

    private void cpu(Report report, Variant ours, Variant other, Load load, double bound) {
        ratio(report, ours, other, load, load.equals(ONE) ? null : Target.atMost(bound));
    }

    private void ratio(
            Report report, Variant ours, Variant other, Load load, @Nullable Target target) {
        Figure ratio = bursts.ratio(ours, other, load, Burst::cpuMicros);
        report.add(new Row(SECTION, names("CPU", ours, other, load), ratio, "x", target, ""));
    }

    private void gate(Report report, Variant ours, String event, List<Load> loads, double bound) {
        for (Load load : loads) {
            String name = event + " per request, " + ours.title + ", " + load;
            report.add(
                    noPerf.isEmpty()
                            ? Row.of(
                                    GATES,
                                    name,
                                    counted.figure(ours, load, b -> b.perRequest(event)),
                                    "",
                                    Target.gate(bound))
                            : Row.unknown(GATES, name, "", Target.gate(bound), noPerf));
        }
    }

    /** The cost of one request of each connection, by connections. */
    private void growth(Report report) {
        Series total = new Series(CARRIER.title);
        for (Load load : BUSY) {
            double cpu = bursts.figure(CARRIER, load, Burst::cpuMicros).value();
            total.add(load.connections(), Figure.of(cpu * load.connections()));
        }
        report.add(
                Row.of(
                        "growth",
                        "connections, exponent of the cost",
                        Figure.of(total.slope(0)),
                        "",
                        Target.atMost(1.1)));
    }

    private void grid(
            Report report,
            String title,
            Rounds<Variant, Load, Burst> from,
            ToDoubleFunction<Burst> figure) {
        Grid grid = new Grid(title, LOADS.stream().map(Load::toString).toList());
        for (Variant variant : variants) {
            LOADS.forEach(
                    load -> grid.add(variant.title, from.figure(variant, load, figure).value()));
        }
        report.add(grid);
    }

    private void plot(
            Report report, String file, String title, String unit, ToDoubleFunction<Burst> figure) {
        List<Series> all = variants.stream().map(v -> series(v, figure)).toList();
        report.add(new Plot(file, title, "connections", unit, all));
    }

    private Series series(Variant variant, ToDoubleFunction<Burst> figure) {
        Series series = new Series(variant.title);
        LOADS.stream()
                .filter(load -> load.rate() == 0)
                .forEach(
                        load ->
                                series.add(
                                        load.connections(), bursts.figure(variant, load, figure)));
        return series;
    }
}
