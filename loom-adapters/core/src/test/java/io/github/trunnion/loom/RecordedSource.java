package io.github.trunnion.loom;

import java.util.List;

/** A source that records what is done with it, and throws where it is told to. */
final class RecordedSource implements ContextSource {
    private final String name;
    private final List<String> events;
    RuntimeException atCapture;
    Throwable atInstall;
    RuntimeException atRestore;

    RecordedSource(String name, List<String> events) {
        this.name = name;
        this.events = events;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Captured capture() {
        events.add("capture " + name);
        if (atCapture != null) {
            throw atCapture;
        }
        return () -> {
            events.add("install " + name);
            if (atInstall != null) {
                throw AwaitFailureTest.<RuntimeException>sneaky(atInstall);
            }
            return () -> {
                events.add("restore " + name);
                if (atRestore != null) {
                    throw atRestore;
                }
            };
        };
    }
}
