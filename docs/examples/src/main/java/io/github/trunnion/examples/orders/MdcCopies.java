package io.github.trunnion.examples.orders;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs code with the MDC that another thread had when it handed the code over. */
public final class MdcCopies {
    private MdcCopies() {}

    /** Runs each task with the MDC of who has submitted it. */
    public static Executor executor(Executor executor) {
        return task -> {
            Map<String, String> copy = MDC.getCopyOfContextMap();
            executor.execute(
                    () ->
                            installed(
                                    copy,
                                    () -> {
                                        task.run();
                                        return true;
                                    }));
        };
    }

    /** Runs the function with the MDC of who calls this. */
    public static <A extends @Nullable Object, R> Function<A, R> function(Function<A, R> function) {
        Map<String, String> copy = MDC.getCopyOfContextMap();
        return argument -> installed(copy, () -> function.apply(argument));
    }

    /** Runs the body with one more entry in the MDC. */
    public static <R> R with(String key, String value, Supplier<R> body) {
        MDC.put(key, value);
        try {
            return body.get();
        } finally {
            MDC.remove(key);
        }
    }

    private static <R> R installed(@Nullable Map<String, String> copy, Supplier<R> body) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        install(copy);
        try {
            return body.get();
        } finally {
            install(before);
        }
    }

    private static void install(@Nullable Map<String, String> map) {
        if (map == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(map);
        }
    }
}
