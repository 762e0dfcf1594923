package io.github.trunnion.benchmarks.growth;

import java.util.List;

/** All sweeps. */
final class Sweeps {
    private static final int K = 1_000;
    private static final int M = 1_000_000;

    private Sweeps() {}

    static final List<Sweep> ALL =
            List.of(
                    Sweep.linear("spawning tasks that park", "tasks", K, M, Tasks::park),
                    Sweep.linear("waking parked tasks", "tasks", K, M, Tasks::wake),
                    Sweep.linear("cancelling parked tasks", "tasks", K, M, Tasks::cancel),
                    timers("starting and cancelling timers", TimerLoad::startAndCancel),
                    timers("firing timers", TimerLoad::fire),
                    Sweep.linear("a chain of then", "links", 10, 10 * K, Chains::then),
                    Sweep.linear("a chain of map", "links", 10, 10 * K, Chains::map),
                    Sweep.linear("a chain of thenApply", "links", 10, 10 * K, Chains::thenApply),
                    Sweep.linear("all, one by one", "futures", 10, 100 * K, FanIn::all),
                    Sweep.linear("a tree of join, one by one", "futures", 10, 100 * K, FanIn::join),
                    Sweep.linear("race, the last one wins", "futures", 10, 100 * K, FanIn::race),
                    Sweep.linear("forEach, 64 at a time", "futures", 10, 100 * K, FanIn::forEach),
                    Sweep.linear(
                            "parking virtual threads in awaits",
                            "threads",
                            K,
                            100 * K,
                            ThreadLoad::park),
                    Sweep.linear(
                            "resuming virtual threads from awaits",
                            "threads",
                            K,
                            100 * K,
                            ThreadLoad::resume));

    /** A heap takes the logarithm of its size for each. */
    private static Sweep timers(String name, Sweep.Body body) {
        return new Sweep(name, "timers", K, M, 1.2, body);
    }

    static Sweep named(String name) {
        return ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }
}
