package io.github.trunnion.futures;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what goes to the current thread's uncaught exception handler. */
final class UncaughtReports implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    private final List<Throwable> reports = new CopyOnWriteArrayList<>();

    UncaughtReports() {
        thread.setUncaughtExceptionHandler((t, e) -> reports.add(e));
    }

    List<String> messages() {
        return reports.stream().map(Throwable::getMessage).toList();
    }

    @Override
    public void close() {
        thread.setUncaughtExceptionHandler(before instanceof ThreadGroup ? null : before);
    }
}
