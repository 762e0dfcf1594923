package io.github.trunnion.compat.nettyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fails a class of tests in which a buffer was not released. */
final class Leaks implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<?> type, int interval) {
            super(type, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            FOUND.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            FOUND.add(type);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
                new ResourceLeakDetectorFactory() {
                    @Override
                    @SuppressWarnings("deprecation")
                    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                            Class<T> type, int interval, long maxActive) {
                        return new Detector<>(type, interval);
                    }
                });
        FOUND.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(look()).isEmpty();
    }

    /** A detector reports what the collector has found when it is asked for the next buffer. */
    static List<String> look() {
        for (int i = 0; i < 5 && FOUND.isEmpty(); i++) {
            System.gc();
            for (int j = 0; j < 100; j++) {
                ByteBufAllocator.DEFAULT.directBuffer().release();
                ByteBufAllocator.DEFAULT.heapBuffer().release();
            }
        }
        return List.copyOf(FOUND);
    }
}
