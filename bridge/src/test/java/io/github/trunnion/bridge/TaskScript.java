package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;

/**
 * Leads one task through one order of events, as a future on the same carrier, and counts.
 *
 * <p>A row of a table names the order and the counts, in this order:
 *
 * <pre>
 * when     before, during or after the task's first poll
 * side     own: spawned, woken and cancelled on the carrier; foreign: by another thread
 * events   wake, cancel, wake+cancel, cancel+wake: right after each other, the carrier is held
 * poll     what the first poll does: pending, ready, throws; badcancel: pending, cancel() throws
 * polls    polls of the future
 * inbox    entries into the inbox of the carrier: the spawn, wakes, requests to cancel
 * queue    entries into its run queue on its own thread: the same
 * told     how often who waits for the result was told
 * stop     calls of cancel()
 * drop     calls of onDiscard
 * errs     throwables that reached the uncaught handler
 * outcome  of the TaskFuture
 * end      whether terminated() is complete
 * </pre>
 */
final class TaskScript implements PollFuture<String> {
    /** Longer than a batch: what stood in the inbox has been taken and run. */
    private static final int PHASE = 3 * 64;

    private final String when;
    private final boolean own;
    private final List<String> events;
    private final String poll;
    private final Executor foreign;
    private final Uncaught uncaught;
    private final Probe<String> probe;
    private Carrier home;
    private PollTask<String> task;
    private TaskResult<String> result;
    private int turn;
    private int queue;
    private int told;
    private long inbox;

    /** The foreign executor runs each action on a thread of its own and returns after that. */
    TaskScript(String row, Executor foreign, Uncaught uncaught) {
        String[] words = words(row);
        when = words[0];
        own = words[1].equals("own");
        events = List.of(words[2].split("\\+"));
        poll = words[3];
        probe = poll.equals("badcancel") ? new BadCancel() : new Probe<>(this::step);
        this.foreign = foreign;
        this.uncaught = uncaught;
    }

    /** The expected counts of a row. */
    static String expected(String row) {
        return String.join(" ", Arrays.asList(words(row)).subList(4, 13));
    }

    private static String[] words(String row) {
        String[] words = row.strip().split("\\s+");
        if (words.length != 13) {
            throw new IllegalArgumentException("not a row of 13 words: " + row);
        }
        return words;
    }

    /** The rows of a table: what is neither empty nor a comment. */
    static List<String> rows(String table) {
        return table.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    }

    /** A future that is pending and breaks the contract of cancel. */
    private final class BadCancel extends Probe<String> {
        BadCancel() {
            super(TaskScript.this::step);
        }

        @Override
        public void cancel() {
            super.cancel();
            throw new IllegalStateException("cancel");
        }
    }

    /** The polls of the task that is led. */
    private Poll<String> step(Context cx) throws Exception {
        if (probe.polls.get() > 1) {
            return Poll.pending();
        }
        if (when.equals("during")) {
            onSide(this::fire);
        }
        return switch (poll) {
            case "ready" -> Poll.ready("value");
            case "throws" -> throw new Exception("failure");
            default -> Poll.pending();
        };
    }

    /** The polls of the script itself, which keeps the carrier busy. */
    @Override
    public Poll<String> poll(Context cx) {
        if (turn == 0) {
            home = LoopThread.current();
            inbox = home.counters().foreignSubmits();
            onSide(this::spawn);
            if (when.equals("before")) {
                onSide(this::fire);
            }
        } else if (turn == PHASE && when.equals("after")) {
            onSide(this::fire);
        } else if (turn == 2 * PHASE) {
            inbox = home.counters().foreignSubmits() - inbox;
            return Poll.ready("done");
        }
        turn++;
        cx.waker().wake();
        return Poll.pending();
    }

    private void onSide(Runnable action) {
        int before = Queues.length(home);
        if (own) {
            action.run();
        } else {
            foreign.execute(action);
        }
        queue += Queues.length(home) - before;
    }

    @SuppressWarnings("unchecked") // the node that was just made
    private void spawn() {
        if (own) {
            result = (TaskResult<String>) BridgeExecutor.<String>spawnHere(probe);
            task = (PollTask<String>) Queues.newest(home);
        } else {
            task = new PollTask<>(probe, home); // as spawn does, on a carrier of choice
            result = task.result();
            home.enqueue(task);
        }
        result.push(
                new Waiters.Waiter() {
                    @Override
                    void tell() {
                        told++;
                    }
                });
    }

    private void fire() {
        Waker waker = task;
        for (String event : events) {
            if (event.equals("wake")) {
                waker.wake();
            } else {
                boolean unused = result.cancel(true);
            }
        }
    }

    /** The counts, in the order of a row; once the script is ready. */
    String counts() {
        return String.join(
                " ",
                String.valueOf(probe.polls),
                String.valueOf(inbox),
                String.valueOf(queue),
                String.valueOf(told),
                String.valueOf(probe.cancels),
                String.valueOf(probe.discards.size()),
                String.valueOf(uncaught.count()),
                outcome(),
                (result.terminated().isDone() ? "yes" : "no") + faults());
    }

    private String faults() {
        return probe.faults.isEmpty() ? "" : " " + probe.faults;
    }

    private String outcome() {
        return switch (result.state()) {
            case RUNNING -> "pending";
            case SUCCESS -> result.resultNow();
            case FAILED -> result.exceptionNow().getMessage();
            case CANCELLED -> isClosed() ? "closed" : "cancelled";
        };
    }

    private boolean isClosed() {
        try {
            result.join();
            return false;
        } catch (BridgeClosedException closed) {
            return true;
        } catch (CancellationException cancelled) {
            return false;
        }
    }
}
