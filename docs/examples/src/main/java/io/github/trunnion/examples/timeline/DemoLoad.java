package io.github.trunnion.examples.timeline;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import jdk.jfr.Recording;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Something to look at: a carrier with sockets, one with timers, and one that gets blocked. */
final class DemoLoad {
    private static final Duration STALL_LIMIT = Duration.ofMillis(300);
    private static final int CLIENTS = 4;
    private static final int SIZE = 1_024;
    private static final int BURST = 300;
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final long end;

    private DemoLoad(long end) {
        this.end = end;
    }

    /**
     * Runs for some seconds and records it.
     *
     * @param tick runs once a second
     */
    static void record(int seconds, Path file, Runnable tick) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("trunnion.Park").withThreshold(Duration.ZERO);
            recording.enable("trunnion.SlowPoll").withThreshold(Duration.ofMillis(10));
            recording.enable("trunnion.Stall");
            recording.start();
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            new DemoLoad(end).run(seconds, tick);
            recording.stop();
            recording.dump(file);
        }
    }

    private void run(int seconds, Runnable tick) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (BridgeExecutor sockets = watched("sockets");
                BridgeExecutor timers = watched("timers");
                BridgeExecutor blocked = watched("blocked");
                PollServerSocket server = PollServerSocket.bind(any)) {
            TaskFuture<Void> serving = sockets.spawn(serve(server));
            for (int i = 0; i < CLIENTS; i++) {
                var _ = sockets.spawn(client(server.localAddress()));
                var _ = timers.spawn(compute(Duration.ofMillis(200), Duration.ofMillis(5)));
            }
            var _ = blocked.spawn(compute(Duration.ofMillis(70), Duration.ofMillis(10)));
            for (int i = 0; i < seconds; i++) {
                if (i % 2 == 1) {
                    blocked.execute(new Sleeper(Duration.ofMillis(600)));
                }
                Thread.sleep(Duration.ofSeconds(1));
                tick.run();
            }
            serving.cancel(true);
        }
    }

    /** What it says of stalls is in the recording. */
    private static BridgeExecutor watched(String name) {
        return BridgeExecutor.builder()
                .name(name)
                .stallLimit(STALL_LIMIT)
                .uncaughtHandler((thread, thrown) -> {})
                .build();
    }

    private boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    private PollFuture<Void> serve(PollServerSocket server) {
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                server.accept(),
                                peer -> {
                                    var _ = BridgeExecutor.spawnHere(echo(peer));
                                    return Poll.pending(); // accept the next one
                                }));
    }

    private PollFuture<Void> echo(PollSocket peer) {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        PollFuture<Void> echo =
                PollFutures.loop(
                        () ->
                                PollFutures.then(
                                        peer.read(buffer.clear()),
                                        n ->
                                                n < 0
                                                        ? PollFutures.ready(Poll.ready(null))
                                                        : again(peer.writeFully(buffer.flip()))));
        return PollFutures.whenDone(echo, (value, failure) -> peer.close());
    }

    private PollFuture<Void> client(SocketAddress address) {
        return PollFutures.using(PollSocket.connect(address), this::ask, PollSocket::close);
    }

    /** Bursts of questions with pauses between them. */
    private PollFuture<Void> ask(PollSocket socket) {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        return PollFutures.loop(
                () -> {
                    if (isOver()) {
                        return PollFutures.ready(Poll.ready(null));
                    }
                    PollFuture<Integer> answer =
                            PollFutures.then(
                                    socket.writeFully(buffer.clear()),
                                    n -> socket.read(buffer.clear()));
                    boolean last = ThreadLocalRandom.current().nextInt(BURST) == 0;
                    return again(
                            last
                                    ? PollFutures.then(answer, n -> PollFutures.sleep(PAUSE))
                                    : answer);
                });
    }

    /** Computes and pauses in turns. */
    private PollFuture<Void> compute(Duration pause, Duration work) {
        return PollFutures.loop(
                () -> {
                    if (isOver()) {
                        return PollFutures.ready(Poll.ready(null));
                    }
                    long until = System.nanoTime() + work.toNanos();
                    while (System.nanoTime() - until < 0) {
                        Thread.onSpinWait();
                    }
                    return again(PollFutures.sleep(pause));
                });
    }

    private static PollFuture<Poll<Void>> again(PollFuture<?> step) {
        return PollFutures.map(step, x -> Poll.pending());
    }

    /** Blocks its carrier, which nobody should do. */
    private record Sleeper(Duration time) implements Runnable {
        @Override
        public void run() {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
