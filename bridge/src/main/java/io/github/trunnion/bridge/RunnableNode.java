package io.github.trunnion.bridge;

/** An action given to {@code execute}. */
final class RunnableNode extends Dispatcher.Action {
    RunnableNode(Runnable action) {
        super(action);
    }

    @Override
    void run(Carrier carrier) {
        carrier.count(Tally.RUNNABLES);
        action.run();
    }

    /** It was accepted in a race with close: it runs, although its carrier is gone. */
    @Override
    void abandon() {
        Dispatcher.submit(this);
    }

    @Override
    Object subject() {
        return action;
    }

    @Override
    public String toString() {
        return action.toString();
    }
}
