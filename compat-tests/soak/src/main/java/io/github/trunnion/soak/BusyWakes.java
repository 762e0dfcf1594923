package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Messages in bursts from two threads to many tasks of one carrier, which is busy with them. */
final class BusyWakes extends Load {
    private static final int PRODUCERS = 2;
    private static final int CHANNELS = 512; // of each producer
    private static final double MESSAGES = 16_000; // a second, of each producer

    private final List<TaskFuture<Long>> tasks = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    BusyWakes() {
        super("busy");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        for (int producer = 0; producer < PRODUCERS; producer++) {
            Channel[] mine = new Channel[CHANNELS];
            for (int i = 0; i < CHANNELS; i++) {
                mine[i] = new Channel(this, channels.size());
                channels.add(mine[i]);
                tasks.add(executor.spawn(mine[i]));
            }
            drive(MESSAGES, driver -> mine[driver.random.nextInt(CHANNELS)].send());
        }
    }

    @Override
    void close() throws Exception {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).end();
            if (tasks.get(i).get(10, TimeUnit.SECONDS) != channels.get(i).sent.get()) {
                complain("a channel has ended too early");
            }
        }
    }

    /** Messages of one producer to one task, through plain slots that two counters publish. */
    private static final class Channel implements PollFuture<Long> {
        private static final int SLOTS = 64;

        private final Load load;
        private final long stream;
        private final long[] slots = new long[SLOTS];
        private final @Nullable AtomicWaker atomic;
        private volatile @Nullable Waker latest;
        // released, not volatile: the wake has to order them before the poll
        private final AtomicLong sent = new AtomicLong(); // by the producer
        private final AtomicLong taken = new AtomicLong(); // by the carrier
        private volatile boolean ended;

        Channel(Load load, int number) {
            this.load = load;
            this.stream = Mix.of(number);
            this.atomic = number % 2 == 0 ? new AtomicWaker() : null;
        }

        void send() {
            long number = sent.getPlain();
            if (number - taken.getAcquire() == SLOTS) {
                return; // the carrier is behind
            }
            slots[(int) number % SLOTS] = Mix.of(stream ^ number);
            sent.setRelease(number + 1);
            load.in.increment();
            wake();
        }

        void end() {
            ended = true;
            wake();
        }

        private void wake() {
            if (atomic != null) {
                atomic.wake();
                return;
            }
            Waker waker = latest;
            if (waker != null) {
                waker.wake();
            }
        }

        @Override
        public Poll<Long> poll(Context cx) {
            if (atomic == null) {
                latest = cx.waker();
            } else {
                atomic.register(cx.waker());
            }
            boolean last = ended; // before sent
            long end = sent.getAcquire();
            long number = taken.getPlain();
            for (; number < end; number++) {
                long content = slots[(int) number % SLOTS];
                load.expect(content == Mix.of(stream ^ number), "a message is torn or old");
            }
            taken.setRelease(number);
            return last ? Poll.ready(number) : Poll.pending();
        }
    }
}
