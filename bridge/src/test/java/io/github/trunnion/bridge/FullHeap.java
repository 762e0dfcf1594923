package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Resumes virtual threads while no memory is left; a main that runs in a JVM of its own. */
final class FullHeap {
    private static final int COUNT = 100;

    private static volatile Object[] filled;
    private static int refused;

    private FullHeap() {}

    public static void main(String[] arguments) throws Exception {
        // the JDK's own handler prints, and a class that cannot be loaded for that is lost for good
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        Parked open = new Parked();
        Parked draining = new Parked();
        Parked closed = new Parked();
        Parked warm = new Parked();
        warm.bridge.close(Duration.ZERO);
        warm.unparkAll();
        warm.awaitAll(); // what is loaded at first use has been loaded
        Thread closer = Thread.ofPlatform().start(draining.bridge::close);
        while (!draining.bridge.toString().contains("draining")) {
            Thread.onSpinWait();
        }
        closed.bridge.close(Duration.ZERO);
        Viewed viewed = new Viewed();
        fill(1 << 20);
        viewed.completeAll();
        closed.unparkAll();
        draining.unparkAll();
        open.unparkAll();
        for (int i = 0; i < 3; i++) {
            fill(1 << 8); // what the threads that were resumed have let go
        }
        filled = null;
        System.out.println("refused=" + refused);
        viewed.print();
        open.print("open");
        draining.print("draining");
        closed.print("closed");
        closer.join(1_000);
        CompletableFuture<Boolean> dispatched = new CompletableFuture<>();
        Dispatcher.execute(() -> dispatched.complete(true));
        System.out.println(
                "dispatcher=" + dispatched.completeOnTimeout(false, 10, TimeUnit.SECONDS).join());
        Runtime.getRuntime().halt(0);
    }

    private static void fill(int most) {
        int size = most;
        while (size >= 1) {
            try {
                filled = new Object[] {new byte[size], filled};
            } catch (OutOfMemoryError full) {
                refused++;
                size /= 4;
            }
        }
    }

    /** A future that ends without any memory. */
    private static final class Gate implements PollFuture<Integer> {
        private static final Poll<Integer> READY = Poll.ready(1);
        private volatile boolean open;
        private volatile Waker waker;

        @Override
        public Poll<Integer> poll(Context cx) {
            waker = cx.waker();
            return open ? READY : Poll.pending();
        }

        @Override
        public void cancel() {
            waker = null;
        }

        void open() {
            open = true;
            waker.wake();
        }
    }

    /** Tasks whose views and terminations somebody has. */
    private static final class Viewed {
        private final BridgeExecutor bridge = BridgeExecutor.builder().build();
        private final List<CompletableFuture<?>> stages = new ArrayList<>();
        private final List<Gate> gates = new ArrayList<>();

        Viewed() throws Exception {
            for (int i = 0; i < COUNT; i++) {
                Gate gate = new Gate();
                TaskFuture<Integer> task = bridge.spawn(gate);
                gates.add(gate);
                stages.add(task.toCompletableFuture());
                stages.add(task.terminated().toCompletableFuture());
            }
            while (bridge.counters().polls() < COUNT) {
                Thread.onSpinWait();
            }
            Gate first = new Gate();
            TaskFuture<Integer> task = bridge.spawn(first);
            CompletableFuture<Integer> loaded = task.toCompletableFuture();
            while (bridge.counters().polls() == COUNT) {
                Thread.onSpinWait();
            }
            first.open();
            loaded.get(); // what is loaded at first use has been loaded
            task.terminated().toCompletableFuture().get();
        }

        void completeAll() {
            for (int i = 0; i < COUNT; i++) {
                gates.get(i).open();
            }
        }

        void print() {
            CompletableFuture<Void> all =
                    CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
            all.completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
            long done = stages.stream().filter(CompletableFuture::isDone).count();
            System.out.println("views=" + done + " of " + 2 * COUNT);
        }
    }

    /** Threads of an executor that are parked, and count when they have been resumed. */
    private static final class Parked {
        final BridgeExecutor bridge = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build();
        private final AtomicInteger resumed = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean go;

        Parked() {
            for (int i = 0; i < COUNT; i++) {
                Thread thread = bridge.newThread("parked", this::run);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                while (thread.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        }

        private void run() {
            while (!go) {
                LockSupport.park();
            }
            resumed.getAndIncrement();
        }

        void unparkAll() {
            go = true;
            for (int i = 0; i < COUNT; i++) {
                LockSupport.unpark(threads.get(i));
            }
        }

        void awaitAll() {
            long start = System.nanoTime();
            while (resumed.get() < COUNT
                    && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
                Thread.onSpinWait();
            }
        }

        void print(String name) {
            awaitAll();
            System.out.println(name + "=" + resumed.get() + " of " + COUNT);
        }
    }
}
