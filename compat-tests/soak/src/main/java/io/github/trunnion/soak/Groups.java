package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.TaskSet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Groups of futures that end, fail or are cancelled; each member is accounted for. */
final class Groups extends Load {
    private static final double GROUPS = 500; // a second
    private static final int MOST_MEMBERS = 8;

    private final Ledger ledger = new Ledger();
    private final LongAdder used = new LongAdder(); // values that reached the user
    private final LongAdder spawned = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Semaphore window = new Semaphore(500);

    Groups() {
        super("groups");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker kicker = kicker();
        drive(GROUPS, driver -> group(driver, executor, kicker));
    }

    private void group(Driver driver, BridgeExecutor executor, Kicker kicker)
            throws InterruptedException {
        SplittableRandom random = driver.random;
        window.acquire();
        List<Tracked> members = new ArrayList<>();
        boolean failing = random.nextInt(4) == 0;
        int size = 2 + random.nextInt(MOST_MEMBERS - 1);
        for (int i = 0; i < size; i++) {
            members.add(member(random, kicker, failing && i == size / 2));
        }
        boolean cancelled = random.nextInt(5) == 0;
        spawned.increment();
        switch (random.nextInt(5)) {
            case 0 -> {
                in.add(size);
                TaskFuture<List<@Nullable Long>> task =
                        executor.spawn(PollFutures.<@Nullable Long>all(members));
                watch(
                        task,
                        kicker,
                        cancelled,
                        failing,
                        values -> {
                            used.add(values.size());
                            return inOrder(members, values);
                        });
            }
            case 1 -> {
                in.add(size);
                TaskFuture<@Nullable Long> task =
                        executor.spawn(PollFutures.<@Nullable Long>race(members));
                watch(
                        task,
                        kicker,
                        cancelled,
                        false,
                        value -> {
                            used.increment();
                            return members.stream().anyMatch(member -> member.isValue(value));
                        });
            }
            case 2 -> {
                in.add(2);
                Tracked a = members.get(0);
                Tracked b = members.get(1);
                TaskFuture<Boolean> task =
                        executor.spawn(
                                PollFutures.join(
                                        a,
                                        b,
                                        (x, y) -> {
                                            used.add(2);
                                            return a.isValue(x) && b.isValue(y);
                                        }));
                watch(task, kicker, cancelled, failing && size / 2 < 2, right -> right);
            }
            case 3 -> {
                TaskFuture<?> task =
                        executor.spawn(
                                PollFutures.forEach(
                                        members,
                                        3,
                                        member -> {
                                            in.increment();
                                            return PollFutures.map(
                                                    member,
                                                    value -> {
                                                        used.increment();
                                                        return value;
                                                    });
                                        }));
                watch(task, kicker, cancelled, failing, none -> true);
            }
            default -> {
                in.add(size);
                TaskFuture<Integer> task = executor.spawn(new Taking(members));
                watch(task, kicker, cancelled, false, count -> count == size);
            }
        }
    }

    private Tracked member(SplittableRandom random, Executor kicker, boolean fails) {
        return new Tracked(
                this,
                ledger,
                fails ? Tracked.Plan.CHECKED : Tracked.Plan.VALUE,
                random.nextLong(),
                random.nextInt(4),
                random.nextBoolean() ? kicker : null);
    }

    private static boolean inOrder(List<Tracked> members, List<@Nullable Long> values) {
        boolean right = members.size() == values.size();
        for (int i = 0; right && i < values.size(); i++) {
            right = members.get(i).isValue(values.get(i));
        }
        return right;
    }

    private interface Judge<T extends @Nullable Object> {
        boolean isRight(T value);
    }

    private <T extends @Nullable Object> void watch(
            TaskFuture<T> task, Kicker kicker, boolean cancelled, boolean fails, Judge<T> judge) {
        var unused =
                task.directCompletion()
                        .whenComplete(
                                (value, failure) -> {
                                    boolean right;
                                    if (failure instanceof CancellationException) {
                                        right = cancelled;
                                    } else if (failure != null) {
                                        right = fails && failure instanceof SoakException;
                                    } else {
                                        right = judge.isRight(value) && !fails;
                                    }
                                    if (!right) {
                                        complain("group gave " + value + " or " + failure);
                                    }
                                });
        var unusedToo =
                task.terminated()
                        .thenRun(
                                () -> {
                                    window.release();
                                    ended.increment();
                                });
        if (cancelled) {
            kicker.execute(() -> task.cancel(true));
        }
    }

    @Override
    boolean isDrained() {
        return ended.sum() == spawned.sum() && super.isDrained();
    }

    @Override
    void sampling() {
        out.reset();
        out.add(ledger.ended());
    }

    @Override
    List<Check> books() {
        return List.of(
                Check.equal(name(), "groups begun = ended", spawned.sum(), ended.sum()),
                Check.equal(
                        name(),
                        "values = used + discarded",
                        ledger.values.sum(),
                        used.sum() + ledger.discards.sum()));
    }

    /** Takes all tasks of a set, whatever their ends, and counts them. */
    private final class Taking implements PollFuture<Integer> {
        private final TaskSet<@Nullable Long> set = new TaskSet<>();
        private final List<Tracked> members;
        private @Nullable PollFuture<@Nullable Long> taking;
        private int taken;

        Taking(List<Tracked> members) {
            this.members = members;
            members.forEach(set::spawn);
        }

        @Override
        public Poll<Integer> poll(Context cx) throws Exception {
            while (taken < members.size()) {
                PollFuture<@Nullable Long> next = taking == null ? set.take() : taking;
                taking = next;
                try {
                    if (!(next.poll(cx) instanceof Poll.Ready<@Nullable Long> ready)) {
                        return Poll.pending();
                    }
                    used.increment();
                    if (members.stream().noneMatch(member -> member.isValue(ready.value()))) {
                        complain("a set gave " + ready.value());
                    }
                } catch (SoakException planned) {
                    if (members.stream().noneMatch(member -> member.isFailure(planned))) {
                        complain("a set failed with " + planned);
                    }
                }
                taking = null;
                taken++;
            }
            return Poll.ready(taken);
        }

        @Override
        public void cancel() {
            set.cancel();
        }
    }
}
