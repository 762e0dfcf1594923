package io.github.trunnion.bridge;

import io.github.trunnion.interleavings.OtherThreads;

/** The dispatcher of a run: like the real one it takes its work from a mailbox, on one thread. */
public final class SimDispatcher {
    private final Mailbox mailbox = new Mailbox(new Tally(), (hook, failure) -> {});

    private SimDispatcher() {}

    private static Object start() {
        SimDispatcher dispatcher = new SimDispatcher();
        OtherThreads.startDaemon("dispatcher", dispatcher::loop);
        return dispatcher;
    }

    /**
     * In place of Dispatcher.submit.
     *
     * @param node what is to be dispatched
     */
    static void submit(Node node) {
        ((SimDispatcher) OtherThreads.onceARun(SimDispatcher::start)).mailbox.submit(node);
    }

    private void loop() {
        PlainPark park = new PlainPark(Thread.currentThread());
        while (true) {
            Node node = mailbox.takeAll();
            if (node == null && mailbox.enterPark(park)) {
                park.park(Long.MAX_VALUE);
                mailbox.leavePark();
            }
            while (node != null) {
                Node following = node.next;
                node.next = null;
                ((Dispatcher.Dispatched) node).dispatch();
                node = following;
            }
        }
    }
}
