package io.github.trunnion.loom;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A stage that is no Future and offers only whenComplete, and perhaps a view. */
final class ForeignStage<T> {
    final List<BiConsumer<? super T, ? super Throwable>> callbacks = new CopyOnWriteArrayList<>();
    final CompletionStage<T> stage;

    /** What toCompletableFuture returns; null: it is unsupported. */
    volatile CompletableFuture<T> view;

    private boolean done; // guarded by this
    private T value; // guarded by this
    private Throwable failure; // guarded by this

    @SuppressWarnings("unchecked")
    ForeignStage() {
        stage =
                (CompletionStage<T>)
                        Proxy.newProxyInstance(
                                ForeignStage.class.getClassLoader(),
                                new Class<?>[] {CompletionStage.class},
                                (proxy, method, args) ->
                                        switch (method.getName()) {
                                            case "whenComplete" -> {
                                                add((BiConsumer<T, Throwable>) args[0]);
                                                yield proxy;
                                            }
                                            case "toCompletableFuture" -> view();
                                            case "toString" -> "foreign stage";
                                            default ->
                                                    throw new UnsupportedOperationException(
                                                            method.getName());
                                        });
    }

    private CompletableFuture<T> view() {
        if (view == null) {
            throw new UnsupportedOperationException("toCompletableFuture");
        }
        return view;
    }

    private void add(BiConsumer<T, Throwable> callback) {
        synchronized (this) {
            if (!done) {
                callbacks.add(callback);
                return;
            }
        }
        callback.accept(value, failure);
    }

    void complete(T result, Throwable thrown) {
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
            value = result;
            failure = thrown;
        }
        callbacks.forEach(c -> c.accept(result, thrown));
    }
}
