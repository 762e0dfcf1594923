package io.github.trunnion.bridge;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Chooses the carrier for new work of an executor. */
final class Placement {
    private final BridgeExecutor executor;
    private final CarrierGroup group;

    /** Round robin of work from outside; getAndAdd, and set when a turn was passed over. */
    private volatile int turn;

    Placement(BridgeExecutor executor, CarrierGroup group) {
        this.executor = executor;
        this.group = group;
    }

    /** Starts a task. */
    <T extends @Nullable Object> TaskFuture<T> start(PollFuture<? extends T> future) {
        PollTask<T> task = PollTask.of(future, group.carrier(0));
        TaskResult<T> result = task.result();
        place(task);
        return result;
    }

    /**
     * Enqueues a node: on the carrier that the caller belongs to, else on the one whose turn it is,
     * or if that is busy on the next one that sleeps.
     */
    void place(Node node) {
        Carrier home = ownHome();
        int count = group.size();
        if (home != null || count == 1) {
            enqueue(node, home != null ? home : group.carrier(0));
            return;
        }
        int first = nextTurn();
        for (int i = 0; i < count && (i > 0 || !group.carrier(first).isFresh()); i++) {
            Carrier candidate = group.carrier((first + i) % count);
            node.placeOn(candidate);
            if (candidate.enqueueAsleep(node)) {
                if (i > 0) {
                    turn = first + i + 1; // volatile write; of two at once one counts
                }
                return;
            }
        }
        enqueue(node, group.carrier(first));
    }

    private static void enqueue(Node node, Carrier carrier) {
        node.placeOn(carrier);
        carrier.enqueue(node);
    }

    /** The carrier that the caller belongs to, if it is one of these. */
    private @Nullable Carrier ownHome() {
        Carrier home = LoopThread.home();
        return home != null && home.executor() == executor ? home : null;
    }

    /** The carrier that the caller belongs to, else the one whose turn it is. */
    Carrier nextCarrier() {
        Carrier home = ownHome();
        return home != null ? home : group.carrier(nextTurn());
    }

    int nextTurn() {
        int count = group.size();
        return count == 1 ? 0 : Math.floorMod((int) TURN.getAndAdd(this, 1), count);
    }

    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(Placement.class, "turn", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
