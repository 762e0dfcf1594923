package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.util.Map;

/** The MDC of slf4j, whatever its adapter lets threads inherit (cx03). */
final class MdcSource implements ContextSource {
    static final MdcSource INSTANCE = new MdcSource();

    private MdcSource() {}

    @Override
    public String name() {
        return "mdc";
    }

    @Override
    public Captured capture() {
        @Nullable Map<String, String> captured = MDC.getCopyOfContextMap();
        return () -> {
            @Nullable Map<String, String> before = MDC.getCopyOfContextMap();
            set(captured);
            return () -> set(before);
        };
    }

    /** Not every adapter takes null for an empty map. */
    private static void set(@Nullable Map<String, String> map) {
        if (map == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(map);
        }
    }
}
