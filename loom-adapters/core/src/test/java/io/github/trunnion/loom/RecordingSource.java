package io.github.trunnion.loom;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A CompletableFuture that records its cancels and obeys them or not. */
final class RecordingSource<T> extends CompletableFuture<T> {
    final List<Boolean> cancels = new CopyOnWriteArrayList<>();
    private final Runnable onCancel;

    /** Obeys. */
    RecordingSource() {
        this.onCancel = null;
    }

    /** Does this in place of being cancelled. */
    RecordingSource(Runnable onCancel) {
        this.onCancel = onCancel;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        cancels.add(mayInterruptIfRunning);
        if (onCancel != null) {
            onCancel.run();
            return false;
        }
        return super.cancel(mayInterruptIfRunning);
    }
}
