package io.github.trunnion.bridge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A look into the run queue of a carrier, on its thread. */
final class Queues {
    private static final VarHandle QUEUE;
    private static final VarHandle HEAD;

    private Queues() {}

    /** How many nodes stand in the run queue. */
    static int length(Carrier carrier) {
        int length = 0;
        for (Node node = (Node) HEAD.get(of(carrier)); node != null; node = node.next) {
            length++;
        }
        return length;
    }

    /** The node that was added last. */
    static Node newest(Carrier carrier) {
        Node newest = (Node) HEAD.get(of(carrier));
        while (newest.next != null) {
            newest = newest.next;
        }
        return newest;
    }

    private static RunQueue of(Carrier carrier) {
        if (!carrier.isCurrent()) {
            throw new IllegalStateException("The run queue belongs to the thread of " + carrier);
        }
        return (RunQueue) QUEUE.get(carrier);
    }

    static {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            QUEUE =
                    MethodHandles.privateLookupIn(Carrier.class, own)
                            .findVarHandle(Carrier.class, "runQueue", RunQueue.class);
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(RunQueue.class, own);
            HEAD = inside.findVarHandle(RunQueue.class, "head", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
