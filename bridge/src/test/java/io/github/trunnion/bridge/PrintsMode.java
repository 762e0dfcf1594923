package io.github.trunnion.bridge;

import io.github.trunnion.futures.PollFutures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Says what it finds; a main that runs in a JVM of its own, launched in several ways. */
final class PrintsMode {
    private PrintsMode() {}

    public static void main(String[] arguments) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("first").build();
                BridgeExecutor second = BridgeExecutor.builder().name("second").build()) {
            System.out.println("module=" + BridgeExecutor.class.getModule().getName());
            System.out.println("mode=" + bridge.mode() + " " + second.mode());
            System.out.println("awaited=" + awaited(bridge, second));
        }
        try (BridgeExecutor demanded = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build()) {
            System.out.println("demanded=" + demanded.mode());
        } catch (IllegalStateException refused) {
            System.out.println("demanded=" + refused.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    /** Awaits at home, on another executor, and of a task that is done elsewhere. */
    private static int awaited(BridgeExecutor bridge, BridgeExecutor second) throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService service = bridge.asExecutorService()) {
            for (int i = 0; i < 50; i++) {
                Callable<Integer> task =
                        () ->
                                bridge.await(
                                                PollFutures.map(
                                                        PollFutures.sleep(Duration.ofMillis(1)),
                                                        x -> 1))
                                        + second.await(PollFutures.ready(1))
                                        + second.spawn(PollFutures.ready(1)).get();
                all.add(service.submit(task));
            }
        }
        int sum = 0;
        for (Future<Integer> one : all) {
            sum += one.get();
        }
        return sum;
    }
}
