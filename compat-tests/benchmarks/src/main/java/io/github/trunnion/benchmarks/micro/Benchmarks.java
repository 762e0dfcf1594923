package io.github.trunnion.benchmarks.micro;

import java.util.List;

/** Which benchmarks are reported, and what is asked of them. */
final class Benchmarks {
    private static final String AWAIT = "ThreadAwaitBenchmark.";
    private static final String PING_PONG = "ThreadPingPongBenchmark.";
    private static final String START = "ThreadStartBenchmark.";
    private static final String SPAWN = "SpawnBenchmark.";
    private static final String WAKE = "WakeBenchmark.";
    private static final String WAKE_MANY = "WakeManyBenchmark.";
    private static final String TIMER = "TimerBenchmark.";
    private static final String STAGE = "StageBenchmark.";
    private static final String READY = "AwaitBenchmark.";
    private static final String NATIVE = "NativeBenchmark.";

    private Benchmarks() {}

    /**
     * Ratios. Those with one baseline are neighbours, so that they are measured one after another.
     */
    private static final List<Pair> ALL_PAIRS =
            List.of(
                    new Pair(
                            "spawn and complete inside: poll task / ArrayDeque loop",
                            SPAWN + "inside",
                            SPAWN + "arrayDequeLoop",
                            2.5),
                    new Pair(
                            "spawn and complete inside: poll task / supplyAsync, FJP of 1",
                            SPAWN + "inside",
                            SPAWN + "supplyAsyncInside",
                            0.65),
                    new Pair(
                            "spawn and complete inside: poll task / JDK virtual thread",
                            SPAWN + "inside",
                            START + "jdkStart",
                            0.15),
                    new Pair(
                            "create and complete inside: virtual thread, carrier / JDK",
                            START + "carrierStart",
                            START + "jdkStart",
                            1.0),
                    new Pair(
                            "create and complete inside: virtual thread, hosted / JDK",
                            START + "hostedStart",
                            START + "jdkStart"),
                    new Pair(
                            "spawn and complete outside: poll task / supplyAsync, FJP of 1",
                            SPAWN + "outside",
                            SPAWN + "supplyAsyncOutside",
                            0.65),
                    new Pair(
                            "spawn and complete outside: poll task / JDK virtual thread",
                            SPAWN + "outside",
                            START + "jdkStartOutside",
                            0.15),
                    new Pair(
                            "create and complete outside: virtual thread, carrier / JDK",
                            START + "carrierStartOutside",
                            START + "jdkStartOutside",
                            1.0),
                    new Pair(
                            "create and complete outside: virtual thread, hosted / JDK",
                            START + "hostedStartOutside",
                            START + "jdkStartOutside"),
                    new Pair(
                            "spawn and complete outside: poll task / JDK virtual thread on all"
                                    + " cores",
                            SPAWN + "outside",
                            SPAWN + "virtualThreads"),
                    new Pair(
                            "ping-pong: virtual threads by poll-futures, carrier / by"
                                    + " CompletableFuture, JDK",
                            PING_PONG + "carrierPingPong",
                            PING_PONG + "jdkPingPongStage",
                            0.8),
                    new Pair(
                            "ping-pong: poll tasks / virtual threads by CompletableFuture, JDK",
                            WAKE + "pingPong",
                            PING_PONG + "jdkPingPongStage",
                            0.2),
                    new Pair(
                            "ping-pong: virtual threads by CompletableFuture, carrier / JDK",
                            PING_PONG + "carrierPingPongStage",
                            PING_PONG + "jdkPingPongStage",
                            0.95),
                    new Pair(
                            "ping-pong: virtual threads by promises, carrier / by"
                                    + " CompletableFuture, JDK",
                            PING_PONG + "carrierPingPongPromise",
                            PING_PONG + "jdkPingPongStage"),
                    new Pair(
                            "ping-pong: virtual threads by promises, hosted / by"
                                    + " CompletableFuture, JDK",
                            PING_PONG + "hostedPingPong",
                            PING_PONG + "jdkPingPongStage"),
                    new Pair(
                            "pending stage, JDK virtual threads: Await / CompletableFuture.join",
                            PING_PONG + "jdkPingPongAwait",
                            PING_PONG + "jdkPingPongStage"),
                    new Pair(
                            "pending stage, JDK virtual threads: Await / CompletableFuture.get",
                            PING_PONG + "jdkPingPongAwait",
                            PING_PONG + "jdkPingPongGet"),
                    new Pair(
                            "ping-pong: poll tasks / JDK virtual threads by park, all cores",
                            WAKE + "pingPong",
                            WAKE + "pingPongVirtualThreads"),
                    new Pair(
                            "hop to another thread and back: task of a carrier / park and unpark",
                            WAKE + "handOff",
                            WAKE + "handOffThreads",
                            1.15),
                    new Pair(
                            "await of what is ready: poll-future / CompletableFuture.join, carrier",
                            AWAIT + "carrierAwait",
                            AWAIT + "carrierJoin",
                            1.1),
                    new Pair(
                            "await of one that stays ready: poll-future / CompletableFuture.join,"
                                    + " carrier",
                            AWAIT + "carrierAwaitShared",
                            AWAIT + "carrierJoinShared"),
                    new Pair(
                            "await of what is ready: poll-future, hosted / CompletableFuture.join,"
                                    + " JDK",
                            AWAIT + "hostedAwait",
                            AWAIT + "jdkJoin"),
                    new Pair(
                            "await of what is pending: poll-future / supplyAsync and join, carrier",
                            AWAIT + "carrierAwaitPending",
                            AWAIT + "carrierJoinPending"),
                    new Pair(
                            "await of what is pending: poll-future, carrier / supplyAsync and join,"
                                    + " JDK",
                            AWAIT + "carrierAwaitPending",
                            AWAIT + "jdkJoinPending"),
                    new Pair(
                            "join of a task that is done: TaskFuture / CompletableFuture",
                            "CarrierBenchmark.joinReady",
                            "CarrierBenchmark.joinReadyStage",
                            1.1),
                    new Pair(
                            "ready stage: Await / CompletableFuture.join",
                            READY + "awaitReadyStage",
                            READY + "joinReady"),
                    new Pair(
                            "ready stage: Await / CompletableFuture.get",
                            READY + "awaitReadyStage",
                            READY + "getReady"),
                    new Pair(
                            "ready poll-future by Await, no executor / CompletableFuture.join",
                            READY + "awaitReady",
                            READY + "joinReady"),
                    new Pair(
                            "wake of parked ones from another thread: poll task / JDK virtual"
                                    + " thread",
                            WAKE_MANY + "outside",
                            WAKE_MANY + "unparkOutside"),
                    new Pair(
                            "submit from another thread: execute / FJP of 1",
                            "SubmitBenchmark.execute",
                            "SubmitBenchmark.executeForkJoin"),
                    new Pair(
                            "ready stage: to poll-future and its poll / thenApply and join",
                            STAGE + "readyToFuture",
                            STAGE + "readyThenApply"),
                    new Pair(
                            "pending stage: to poll-future and its polls / thenApply and join",
                            STAGE + "pendingToFuture",
                            STAGE + "pendingThenApply"),
                    new Pair(
                            "task as stage: thenApply of TaskFuture / of supplyAsync, FJP of 1",
                            STAGE + "taskThenApply",
                            STAGE + "supplyAsyncThenApply"),
                    new Pair(
                            "blocking body: Blocking.supply / supplyAsync on virtual threads",
                            "BlockingBenchmark.supply",
                            "BlockingBenchmark.supplyAsync"),
                    new Pair(
                            "failure at depth 10: copy of Await / CompletionException of join",
                            "FailureBenchmark.await depth=10",
                            "FailureBenchmark.join depth=10"),
                    new Pair(
                            "failure at depth 60: copy of Await / CompletionException of join",
                            "FailureBenchmark.await depth=60",
                            "FailureBenchmark.join depth=60"),
                    new Pair(
                            "poll that stays pending: timer in Rust / read of a pipe, selector",
                            NATIVE + "poll",
                            NATIVE + "pollSelector"),
                    new Pair(
                            "turn, a wake from inside the poll and the next one: in Rust / in Java",
                            NATIVE + "turn",
                            WAKE + "selfWake"),
                    new Pair(
                            "hop to a parked carrier and back: parked in Rust / in a selector",
                            NATIVE + "hop",
                            NATIVE + "hopSelector"),
                    new Pair(
                            "timer start, park and fire: in Rust / of the carrier",
                            NATIVE + "sleep",
                            NATIVE + "sleepCarrier"));

    /** Those that this machine can measure. */
    static final List<Pair> PAIRS =
            ALL_PAIRS.stream().filter(pair -> isPossible(pair.ours())).toList();

    /** Whether a quick run has time for it. */
    static boolean isQuick(Pair pair) {
        return pair.hasTarget()
                || (pair.ours().startsWith(NATIVE) && !pair.ours().equals(NATIVE + "sleep"));
    }

    /** Times. */
    private static final List<Single> ALL_SINGLES =
            List.of(
                    new Single(
                            "registering a held hook again, as a channel does",
                            "CarrierBenchmark.leaseIsCurrent",
                            2),
                    new Single(
                            "another lease of a held hook, and its close",
                            "CarrierBenchmark.acquireAgain"),
                    new Single("wake of parked tasks on their carrier", WAKE_MANY + "inside"),
                    new Single("wake of a task that is awake", WAKE_MANY + "awake"),
                    new Single("wake from inside the poll, and the next poll", WAKE + "selfWake"),
                    new Single("wake of parked tasks from another thread", WAKE_MANY + "outside"),
                    new Single(
                            "timer start and cancel, 1,000 pending",
                            TIMER + "startAndCancel timers=1000"),
                    new Single(
                            "timer start and cancel, 1,000,000 pending",
                            TIMER + "startAndCancel timers=1000000"),
                    new Single(
                            "timer start and fire, 1,000 pending",
                            TIMER + "startAndFire timers=1000"),
                    new Single(
                            "timer start and fire, 1,000,000 pending",
                            TIMER + "startAndFire timers=1000000"),
                    new Single("submit from another thread", "SubmitBenchmark.execute"),
                    new Single("context capture, standard", "ContextBenchmark.standard"),
                    new Single("context capture, one thread-local", "ContextBenchmark.local"),
                    new Single(
                            "context capture and use, one thread-local",
                            "ContextBenchmark.localAndRun"),
                    new Single("wake from Rust, an upcall", NATIVE + "wake"));

    /** Those that this machine can measure. */
    static final List<Single> SINGLES = possible(ALL_SINGLES);

    /** One of each class that is quick, to see that it runs. */
    static final List<Pair> SMOKE_PAIRS =
            List.of(
                    pair(SPAWN + "inside", SPAWN + "arrayDequeLoop"),
                    pair(WAKE + "pingPong", PING_PONG + "jdkPingPongStage"),
                    pair(AWAIT + "carrierAwaitPending", AWAIT + "carrierJoinPending"));

    /** The same of times. */
    private static final List<Single> ALL_SMOKE_SINGLES =
            List.of(
                    new Single("join of a task that is done", "CarrierBenchmark.joinReady"),
                    new Single("ready stage by Await", READY + "awaitReadyStage"),
                    new Single("virtual thread of a carrier", START + "carrierStart"),
                    new Single("wake of a task that is awake", WAKE_MANY + "awake"),
                    new Single("timer start and fire", TIMER + "startAndFire timers=1000"),
                    new Single("submit from another thread", "SubmitBenchmark.execute"),
                    new Single("pending stage to poll-future", STAGE + "pendingToFuture"),
                    new Single("blocking body", "BlockingBenchmark.supply"),
                    new Single("failure at depth 10", "FailureBenchmark.await depth=10"),
                    new Single("context capture", "ContextBenchmark.local"),
                    new Single("turn of a Rust future", NATIVE + "turn"));

    /** Those that this machine can measure. */
    static final List<Single> SMOKE_SINGLES = possible(ALL_SMOKE_SINGLES);

    private static List<Single> possible(List<Single> all) {
        return all.stream().filter(single -> isPossible(single.benchmark())).toList();
    }

    /** Those of Rust need rustc. */
    private static boolean isPossible(String benchmark) {
        return !benchmark.startsWith(NATIVE) || RustDemo.isPossible();
    }

    private static Pair pair(String ours, String baseline) {
        return PAIRS.stream()
                .filter(p -> p.ours().equals(ours) && p.baseline().equals(baseline))
                .findFirst()
                .orElseThrow();
    }
}
