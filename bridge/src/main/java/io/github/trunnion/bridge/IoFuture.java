package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** An operation on a channel: I/O while the direction is ready, else a wait until it is. */
abstract class IoFuture<T> implements PollFuture<T> {
    final ChannelBinding binding;
    final Direction direction;
    private final int op;
    private boolean done;

    IoFuture(ChannelBinding binding, Direction direction, int op) {
        this.binding = binding;
        this.direction = direction;
        this.op = op;
    }

    /**
     * Makes one I/O call.
     *
     * <p>Sets the direction's ready to false if the call moved less than asked. Pending means that
     * the system had nothing.
     */
    abstract Poll<T> attempt() throws IOException;

    /** The value, if none is to be asked of the system. */
    @Nullable Poll<T> withoutIo() {
        return null;
    }

    @Override
    public final Poll<T> poll(Context cx) throws IOException {
        requireNonNull(cx, "cx");
        if (done) {
            throw new IllegalStateException("Polled after it was done (F3): " + this);
        }
        try {
            binding.enter(cx, direction, this);
            Poll<T> result = withoutIo();
            while (result == null) {
                if (direction.ready) {
                    binding.ioCalls++;
                    Poll<T> attempted = attempt();
                    if (attempted.isReady()) {
                        result = attempted;
                        break;
                    }
                    direction.ready = false;
                }
                if (!binding.await(cx, direction, op, this)) {
                    return Poll.pending();
                }
            }
            finish();
            return result;
        } catch (Throwable failure) {
            finish();
            throw failure;
        }
    }

    @Override
    public void cancel() {
        finish();
    }

    private void finish() {
        done = true;
        binding.leave(direction, this);
    }

    @Override
    public String toString() {
        return direction.verb + " of " + binding;
    }
}
