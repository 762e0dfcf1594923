package io.github.trunnion.conformance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A stage that is neither a CompletableFuture nor a Future, around one that is. */
final class StageProxy {
    private StageProxy() {}

    @SuppressWarnings("unchecked") // it is made for that interface
    static CompletionStage<Object> of(CompletableFuture<Object> cell) {
        return (CompletionStage<Object>)
                Proxy.newProxyInstance(
                        StageProxy.class.getClassLoader(),
                        new Class<?>[] {CompletionStage.class},
                        (self, method, arguments) -> {
                            try {
                                return method.invoke(cell, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
