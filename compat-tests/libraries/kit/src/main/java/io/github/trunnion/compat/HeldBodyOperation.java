package io.github.trunnion.compat;

/** An operation whose other side is a {@link HeldBody}; its failure is an IOException. */
public abstract class HeldBodyOperation implements Pending {
    protected final HeldBody body = new HeldBody();

    /** Returns when the body has begun. */
    public final void awaitBegun() throws InterruptedException {
        body.awaitBegun();
    }

    @Override
    public final void succeed() {
        body.succeed();
    }

    @Override
    public final void fail() {
        body.fail();
    }

    @Override
    public boolean stopped() {
        return body.wasInterrupted();
    }

    @Override
    public final void close() {
        body.succeed();
    }
}
