package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** A correct hook that waits for pipes in a selector; one byte is one event. */
final class SmallSelectorHook implements ReactorHook {
    private final ReactorHost host;
    private final Selector selector;

    SmallSelectorHook(ReactorHost host) throws IOException {
        this.host = host;
        this.selector = Selector.open();
    }

    /** One pipe of which the waker waits for a byte. */
    HookEvent register(Waker waker) throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        SelectionKey key = pipe.source().register(selector, SelectionKey.OP_READ, waker);
        return HookEvent.of(
                () -> {
                    if (pipe.sink().isOpen()) {
                        write(pipe);
                    }
                },
                () -> {
                    key.cancel();
                    pipe.source().close();
                    pipe.sink().close();
                });
    }

    private static void write(Pipe pipe) throws IOException {
        try {
            pipe.sink().write(ByteBuffer.allocate(1));
        } catch (IOException closedMeanwhile) {
            // nobody waits any more
        }
    }

    @Override
    public int park(long nanos) throws IOException {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + "): nanos must not be negative");
        }
        List<Waker> due = new ArrayList<>();
        if (nanos == 0 || !host.mayBlock()) {
            selector.selectNow(key -> collect(key, due));
        } else {
            long millis = nanos == Long.MAX_VALUE ? 0 : (nanos - 1) / 1_000_000 + 1;
            selector.select(key -> collect(key, due), millis);
        }
        due.forEach(Wakers::fire);
        return due.size();
    }

    private static void collect(SelectionKey key, List<Waker> due) {
        if (key.isValid()) {
            key.interestOps(0);
            due.add((Waker) key.attachment());
        }
    }

    @Override
    public void unpark() {
        selector.wakeup();
    }

    @Override
    public boolean hasInterest() {
        return true; // an event may come from any thread
    }

    @Override
    public void failed(Throwable cause) {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            Wakers.fire((Waker) key.attachment());
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    boolean isClosed() {
        return !selector.isOpen();
    }
}
