package io.github.trunnion.loom;

import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/** The threads of the process that must not block, beside the loop threads of the bridge. */
final class KnownThreads {
    private static final int MOST_FAILURES = 100;
    private static final List<NonBlockingThreads> KNOWN = new CopyOnWriteArrayList<>();

    static {
        KNOWN.add(KnownThreads::awt);
        load(NonBlockingThreads.class.getClassLoader());
    }

    private KnownThreads() {}

    /** A provider that cannot be loaded is logged, and the others are used. */
    private static void load(@Nullable ClassLoader loader) {
        var providers = ServiceLoader.load(NonBlockingThreads.class, loader).iterator();
        int failures = 0;
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                KNOWN.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError broken) {
                LoggerFactory.getLogger(AwaitGuard.class)
                        .warn("A provider of NonBlockingThreads is left out", broken);
                if (++failures == MOST_FAILURES) { // the list itself may be what cannot be read
                    return;
                }
            }
        }
    }

    static Registration register(NonBlockingThreads threads) {
        Entry entry = new Entry(threads);
        KNOWN.add(entry);
        return () -> KNOWN.remove(entry);
    }

    /** An object for each registration: the same rule may be registered twice. */
    private static final class Entry implements NonBlockingThreads {
        private final NonBlockingThreads threads;

        Entry(NonBlockingThreads threads) {
            this.threads = threads;
        }

        @Override
        public @Nullable String describe(Thread thread) {
            return threads.describe(thread);
        }
    }

    static @Nullable String describe(Thread thread) {
        for (NonBlockingThreads threads : KNOWN) {
            String kind = describe(thread, threads);
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    static @Nullable String describe(Thread thread, NonBlockingThreads threads) {
        try {
            return threads.describe(thread);
        } catch (Throwable thrown) {
            LoggerFactory.getLogger(AwaitGuard.class)
                    .warn("{} threw, so {} may block", Sources.describe(threads), thread, thrown);
            return null;
        }
    }

    /** By name, so that java.desktop is neither required nor loaded. */
    private static @Nullable String awt(Thread thread) {
        return thread.getClass().getName().equals("java.awt.EventDispatchThread")
                ? "the event dispatch thread of AWT"
                : null;
    }
}
