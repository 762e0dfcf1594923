package io.github.trunnion.nettysuite;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.netty.channel.EventLoopGroup;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Groups of event loops, each on an executor of its own, for the tests that make their own. */
final class EventLoopGroups {
    private record Opened(BridgeExecutor executor, BridgeEventLoopGroup group) {}

    private final List<Opened> opened = new ArrayList<>();

    BridgeEventLoopGroup open(int carriers) {
        BridgeExecutor executor = BridgeExecutor.builder().name("own").carriers(carriers).build();
        BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, Suite.TRANSPORT);
        opened.add(new Opened(executor, group));
        return group;
    }

    /** Its event loops take turns also on a carrier, as some tests ask until they get another. */
    EventLoopGroup openTakingTurns(int carriers) {
        BridgeEventLoopGroup group = open(carriers);
        List<Object> loops = new ArrayList<>();
        group.iterator().forEachRemaining(loops::add);
        AtomicInteger turn = new AtomicInteger();
        return (EventLoopGroup)
                Proxy.newProxyInstance(
                        EventLoopGroups.class.getClassLoader(),
                        new Class<?>[] {EventLoopGroup.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("next")) {
                                return loops.get(
                                        Math.floorMod(turn.getAndIncrement(), loops.size()));
                            }
                            try {
                                return method.invoke(group, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /** Closes the executors, whether or not a test has shut down its group. */
    void close() throws InterruptedException {
        for (Opened each : opened) {
            each.executor.close(Duration.ofSeconds(5));
            if (!each.group.terminationFuture().await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException(each.group + " has not ended.");
            }
        }
        opened.clear();
    }
}
