package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** A carrier with the thread that runs its loop. */
final class CarrierThread implements CarrierOwner, Runnable {
    private final CarrierGroup group;
    final Thread thread;
    final Carrier carrier;
    private final @Nullable StallWatch watch;

    /** Null if the thread is of our own making. */
    private final @Nullable LoopStart begins;

    CarrierThread(CarrierGroup group, BridgeBuilder builder, String threadName) {
        this.group = group;
        begins = builder.hasForeignThreads() ? new LoopStart(this) : null;
        thread = builder.newThread(begins == null ? this : begins, threadName);
        if (begins != null) {
            begins.isFor(thread);
        }
        carrier = new Carrier(this, thread, builder.clock, builder.diagnostics);
        watch = builder.stallLimit == 0 ? null : new StallWatch(carrier, builder.stallLimit);
        thread.setUncaughtExceptionHandler((t, thrown) -> carrier.report(thrown));
    }

    @Override
    public void run() {
        try {
            carrier.loop();
        } finally {
            group.carrierEnded();
            try {
                unwatch();
            } finally {
                group.runAtEnd();
            }
        }
    }

    /** Starts the thread. */
    void start() {
        thread.start();
    }

    /** Waits until the thread of a factory runs the loop; throws if it does not. */
    void awaitStart(long patience) {
        if (begins != null) {
            begins.await(patience);
        }
    }

    void watch() {
        if (watch != null) {
            Watchdog.INSTANCE.add(watch);
        }
    }

    void unwatch() {
        if (watch != null) {
            Watchdog.INSTANCE.remove(watch);
        }
    }

    @Override
    public boolean isEnding() {
        return !group.isOpen();
    }

    @Override
    public boolean isCancelling() {
        return group.isCancelling();
    }

    @Override
    public boolean hasThreads() {
        return group.threads() != 0; // after the phase
    }

    @Override
    public void countThread(int difference) {
        group.countThread(difference);
    }

    @Override
    public void broken() {
        group.broken();
    }

    @Override
    public void interrupted(Thread interrupted) {
        Thread.interrupted(); // an interrupt of a carrier is no signal to anybody
    }

    @Override
    public String description() {
        return "carrier " + thread.getName() + " of " + group.description();
    }

    @Override
    public void report(Throwable thrown) {
        try {
            group.uncaughtHandler().uncaughtException(thread, thrown);
        } catch (Throwable again) {
            thrown.addSuppressed(again == thrown ? new Throwable("rethrown") : again);
            UncaughtLog.INSTANCE.uncaughtException(thread, thrown);
        }
    }

    @Override
    public BridgeExecutor executor() {
        return group.executor();
    }
}
