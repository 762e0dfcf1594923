package io.github.trunnion.bridge;

/** The end of a carrier's loop: as its owner wants it, or because the loop is broken. */
final class LoopEnd {
    /*
     * Overview
     *
     * Confined to the carrier. First the mailbox closes, which fails as long as somebody submits;
     * from then on what is submitted is abandoned by its own submitter. Then nobody can need the
     * timers and the hook any more, and they go. What their end has enqueued here is abandoned, and
     * from then on what is enqueued here goes the way of the mailbox.
     *
     * A broken loop does not come round again. Its tasks are cancelled here. Awaits in place end
     * here too, for their futures may be touched on the carrier only: the threads that wait run
     * until they have ended their awaits. Everything else that is queued is abandoned.
     */
    /** How many nanoseconds a broken loop waits for awaits to end. */
    private static final long PATIENCE = 1_000_000_000;

    private final Carrier carrier;
    private final Mailbox mailbox;
    private final RunQueue runQueue;

    LoopEnd(Carrier carrier, Mailbox mailbox, RunQueue runQueue) {
        this.carrier = carrier;
        this.mailbox = mailbox;
        this.runQueue = runQueue;
    }

    /**
     * Ends a loop that is idle.
     *
     * @return false if somebody has submitted meanwhile: drain again
     */
    boolean end() {
        if (!mailbox.tryClose()) {
            return false;
        }
        leave();
        return true;
    }

    /** The clock has thrown, or this library is broken: no task may stay in limbo. */
    void abort() {
        do {
            try {
                carrier.live().closeAll(carrier);
            } catch (Throwable thrown) {
                carrier.report(thrown); // the task that threw is out of the list
            }
        } while (!carrier.live().isEmpty());
        endWaits();
        do {
            appendInbox();
            abandonQueued();
        } while (!mailbox.tryClose());
        leave();
    }

    /**
     * Has the threads run whose awaits were closed: each is queued, or a waker that has claimed its
     * park is about to queue it.
     */
    @SuppressWarnings("ThreadPriorityCheck") // such a waker needs a processor
    private void endWaits() {
        long start = System.nanoTime(); // not by the clock, which may be what is broken
        while (carrier.waits() != 0 && System.nanoTime() - start < PATIENCE) {
            appendInbox();
            Node node = runQueue.poll();
            if (node == null) {
                Thread.yield();
            } else if (node instanceof CarriedThread) {
                carrier.runNode(node);
            } else {
                abandon(node);
            }
        }
    }

    /**
     * Takes what is urgent too: a task that is abandoned ends on another thread, so nothing that
     * touches a task may run here any more.
     */
    private void appendInbox() {
        Node node = mailbox.takeAll();
        while (node != null) {
            Node following = node.next;
            runQueue.add(node);
            node = following;
        }
    }

    private void leave() {
        carrier.timers().clear();
        carrier.slot().close();
        carrier.leaveQueue();
        abandonQueued();
    }

    private void abandonQueued() {
        for (Node node = runQueue.poll(); node != null; node = runQueue.poll()) {
            abandon(node);
        }
    }

    private void abandon(Node node) {
        try {
            node.abandon();
        } catch (Throwable thrown) {
            carrier.report(thrown); // the others are not left behind
        }
    }

    /**
     * Virtual threads that are queued go on elsewhere: one that yields for ever ends no executor.
     */
    void sendThreadsAway() {
        Node node = runQueue.takeAll();
        while (node != null) {
            Node following = node.next;
            if (node instanceof Dispatcher.Dispatched) {
                node.next = null;
                node.abandon();
            } else {
                runQueue.add(node);
            }
            node = following;
        }
    }
}
