package io.github.trunnion.foreign;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;

/** A future of uniffi; it owns the handle and frees it exactly once. */
final class UniffiFuture<T extends @Nullable Object> implements PollFuture<T> {
    /*
     * Overview
     *
     * uniffi calls the continuation exactly once for each native poll, on any thread, inside that
     * poll as well. So there is at most one native poll whose continuation is due, and a poll while
     * it is due only notes its waker (UniffiTarget).
     *
     * The handle is freed once: at the end, or by cancel. Both are the owner's, who does one of them.
     * Freeing calls a continuation that is due, with READY; the target is gone by then.
     *
     * A waker that is woken inside a native poll is not the place to poll or cancel. It is refused
     * there, or put off until that poll has returned: it would free the handle under the poll.
     */
    private final UniffiType type;
    private final UniffiBuffers buffers;
    private final long handle;
    private final ResultReader<? extends T> reader;
    private @Nullable UniffiTarget target;
    private boolean inPoll;
    private boolean cancelled;
    private boolean over;

    UniffiFuture(
            UniffiType type, UniffiBuffers buffers, long handle, ResultReader<? extends T> reader) {
        this.type = type;
        this.buffers = buffers;
        this.handle = handle;
        this.reader = reader;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        requireNonNull(cx, "cx");
        if (over) {
            throw new IllegalStateException(
                    this
                            + (cancelled
                                    ? " was polled after it was cancelled (F7)"
                                    : " was polled after it was done (F3)"));
        }
        if (inPoll) {
            throw new IllegalStateException(
                    this + " was polled inside its own poll. A waker is not the place to poll.");
        }
        UniffiTarget to = target;
        if (to == null) {
            to = UniffiTarget.make();
            target = to;
        }
        if (to.beginPoll(cx.waker())) {
            inPoll = true;
            try {
                type.poll(handle, UniffiTarget.CONTINUATION, to.id);
            } finally {
                inPoll = false;
            }
        }
        if (cancelled) {
            end();
            throw new IllegalStateException(
                    this + " was cancelled inside its own poll, against F7.");
        }
        return to.isReady() ? Poll.ready(complete()) : Poll.pending();
    }

    private T complete() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(UniffiBuffers.STATUS);
            Object value;
            try {
                value = type.complete(handle, status, arena);
            } finally {
                end();
            }
            byte code = UniffiBuffers.code(status);
            if (code != UniffiBuffers.OK) {
                throw failure(code, buffers.take(UniffiBuffers.error(status)));
            }
            return read(value);
        }
    }

    private T read(@Nullable Object value) throws Exception {
        NativeResult result =
                value instanceof MemorySegment buffer
                        ? new NativeResult(
                                Abi.READY,
                                0,
                                UniffiBuffers.bytes(buffer).byteSize(),
                                UniffiBuffers.bytes(buffer),
                                () -> buffers.free(buffer))
                        : new NativeResult(
                                Abi.READY, 0, type.bits(value), MemorySegment.NULL, () -> {});
        try {
            return reader.read(result);
        } finally {
            result.free();
        }
    }

    private Exception failure(byte code, byte[] error) {
        return switch (code) {
            case UniffiBuffers.ERROR ->
                    new NativeFutureException(
                            NativeFutureException.OTHER,
                            0,
                            this + " ended with an error, which the library has serialised.",
                            error);
            case UniffiBuffers.CANCELLED ->
                    new CancellationException(this + " was cancelled by somebody else.");
            default -> new NativePanicException(new String(error, StandardCharsets.UTF_8));
        };
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        cancelled = true;
        if (!inPoll) {
            end();
        }
    }

    /** Frees the handle, which drops what is left of the future. */
    private void end() {
        over = true;
        if (target != null) {
            target.end(); // before the continuation that may be due
        }
        type.free(handle);
    }

    @Override
    public String toString() {
        return "uniffi future " + Long.toHexString(handle);
    }
}
