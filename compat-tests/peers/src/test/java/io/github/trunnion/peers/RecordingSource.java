package io.github.trunnion.peers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A CompletableFuture that records the flags of its cancels. */
final class RecordingSource<T> extends CompletableFuture<T> {
    final List<Boolean> cancels = new CopyOnWriteArrayList<>();

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        cancels.add(mayInterruptIfRunning);
        return super.cancel(mayInterruptIfRunning);
    }
}
