package io.github.trunnion.futures;

/** A waker that breaks W1: it throws. */
final class PanickingWaker implements Waker {
    static final String MESSAGE = "this waker throws";

    @Override
    public void wake() {
        throw new IllegalStateException(MESSAGE);
    }
}
