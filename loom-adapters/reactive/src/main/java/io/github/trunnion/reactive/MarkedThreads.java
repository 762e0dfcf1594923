package io.github.trunnion.reactive;

import io.github.trunnion.loom.NonBlockingThreads;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Knows the threads of Reactor and RxJava that must not block, by the interfaces that mark them:
 * awaits on them are refused (aw14). Found by ServiceLoader.
 */
public final class MarkedThreads implements NonBlockingThreads {
    /** By name: none of these libraries need be there. */
    private static final Map<String, String> MARKS =
            Map.of(
                    "reactor.core.scheduler.NonBlocking",
                    "a scheduler thread of Reactor that must not block",
                    "io.reactivex.rxjava3.internal.schedulers.NonBlockingThread",
                    "a scheduler thread of RxJava that must not block");

    /** For ServiceLoader. */
    public MarkedThreads() {}

    @Override
    public @Nullable String describe(Thread thread) {
        for (@Nullable Class<?> type = thread.getClass();
                type != Thread.class && type != null;
                type = type.getSuperclass()) {
            for (Class<?> mark : type.getInterfaces()) {
                String kind = MARKS.get(mark.getName());
                if (kind != null) {
                    return kind;
                }
            }
        }
        return null;
    }
}
