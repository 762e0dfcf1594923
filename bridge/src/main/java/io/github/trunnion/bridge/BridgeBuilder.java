package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Describes a {@link BridgeExecutor}. Not for use by several threads.
 *
 * <p>Each method sets one property and returns this builder.
 */
public final class BridgeBuilder {
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private @Nullable String name;
    private boolean daemon;
    private @Nullable ThreadFactory factory;
    private boolean factoryIsOurs;

    private @Nullable BridgeMode mode;
    private boolean virtualLoop;

    int carriers = 1;
    Thread.UncaughtExceptionHandler uncaughtHandler = UncaughtLog.INSTANCE;
    BridgeClock clock = BridgeClock.system();
    boolean diagnostics = BridgeExecutor.DIAGNOSTICS;

    boolean registerMBean;

    /** Nanoseconds; 0 if the carriers are not watched. */
    long stallLimit;

    /** For how many nanoseconds build waits for the threads of a factory. */
    long startPatience = LoopStart.PATIENCE;

    /** After how many nanoseconds a close says what it waits for, and to whom. */
    long slowClose = SlowClose.AFTER;

    Consumer<String> slowCloseLog = SlowClose::log;

    BridgeBuilder() {}

    /**
     * Sets the name; carriers are called by the name and a number. By default a name is made up.
     *
     * @param newName the name
     * @return this builder
     */
    public BridgeBuilder name(String newName) {
        if (requireNonNull(newName, "name").isBlank()) {
            throw new IllegalArgumentException("name: it must not be blank");
        }
        name = newName;
        return this;
    }

    /**
     * Sets the number of carriers, 1 by default. Each is an execution context of its own; more than
     * one do not share tasks or reactors.
     *
     * @param count at least 1
     * @return this builder
     */
    public BridgeBuilder carriers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "carriers(" + count + "): an executor has at least 1 carrier");
        }
        carriers = count;
        return this;
    }

    /**
     * Sets whether the carriers are daemon threads; by default they are not, and the process lives
     * until the executor is closed. Not used with a factory of one's own, nor with {@link
     * #virtualLoop}.
     *
     * @param on true for daemon threads
     * @return this builder
     */
    public BridgeBuilder daemon(boolean on) {
        daemon = on;
        return this;
    }

    /**
     * Sets what makes the carrier threads. They must be platform threads; the executor starts them
     * and sets their uncaught exception handler. {@link #build} waits until each runs what the
     * factory was given.
     *
     * @param newFactory makes one unstarted thread at each call, which runs what is given
     * @return this builder
     */
    public BridgeBuilder carrierThreadFactory(ThreadFactory newFactory) {
        factory = requireNonNull(newFactory, "factory");
        factoryIsOurs = false;
        return this;
    }

    /** Sets a factory that need not be watched. */
    BridgeBuilder ownThreadFactory(ThreadFactory newFactory) {
        factory = newFactory;
        factoryIsOurs = true;
        return this;
    }

    /** Whether the carrier threads are those of users. */
    boolean hasForeignThreads() {
        return factory != null && !factoryIsOurs;
    }

    /**
     * Sets what is told of throws that belong to nobody's result: of wakers, actions, hooks and
     * cancels. By default they are logged as errors, by another thread where the carrier has
     * virtual threads, which may hold the lock of an appender; without a logging provider they go
     * where the uncaught exceptions of any thread go, to the standard error output mostly.
     *
     * @param handler called on the thread where it happened, a carrier mostly; it must not block.
     *     What it throws is suppressed in what it was told, and that goes the default way.
     * @return this builder
     */
    public BridgeBuilder uncaughtHandler(Thread.UncaughtExceptionHandler handler) {
        uncaughtHandler = requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Sets the clock that timers measure with.
     *
     * @param newClock the clock
     * @return this builder
     */
    public BridgeBuilder clock(BridgeClock newClock) {
        clock = requireNonNull(newClock, "clock");
        return this;
    }

    /**
     * Sets whether it is recorded where a reactor was first acquired, for the message of a
     * conflict, and who woke each task last, for {@link BridgeExecutor#dump}; by default the system
     * property {@code trunnion.diagnostics} says so. It costs time in each wake.
     *
     * @param on true to record
     * @return this builder
     */
    public BridgeBuilder diagnostics(boolean on) {
        diagnostics = on;
        return this;
    }

    /**
     * Has the carriers watched: one that runs on for longer than the limit without coming round to
     * its reactor and its timers, because something on it blocks or computes, is reported to the
     * uncaught handler, once for each time. What is reported is a {@link CarrierStalledException}
     * that names what runs and has its stack; the handler is called on the thread that watches, one
     * daemon thread for all executors. A carrier that waits for events is not stalled. By default
     * carriers are not watched.
     *
     * @param limit how long a carrier may go without a turn; a stall is found within half as much
     *     again
     * @return this builder
     */
    public BridgeBuilder stallLimit(Duration limit) {
        if (!requireNonNull(limit, "limit").isPositive()) {
            throw new IllegalArgumentException(
                    "stallLimit(" + limit + "): the limit must be positive");
        }
        stallLimit = TimeUnit.NANOSECONDS.convert(limit); // saturates
        return this;
    }

    /**
     * Sets whether the executor has a JMX bean, by default it has none. The bean is called {@code
     * io.github.trunnion:type=BridgeExecutor,name=} and the name of the executor, with {@code #2}
     * and so on behind it if there is one of that name. It shows the counters, the sums over all
     * carriers, and has the operation {@code dump}. It goes when the executor is closed.
     *
     * @param on true for a bean; the module {@code java.management} must be there
     * @return this builder
     */
    public BridgeBuilder registerMBean(boolean on) {
        registerMBean = on;
        return this;
    }

    /**
     * Demands a mode for the virtual threads of the executor. By default it is {@link
     * BridgeMode#CARRIER} where that is to be had on JDK 24 or later, else {@link
     * BridgeMode#HOSTED}.
     *
     * @param demanded the mode
     * @return this builder
     */
    public BridgeBuilder mode(BridgeMode demanded) {
        mode = requireNonNull(demanded, "mode");
        return this;
    }

    /**
     * Sets whether the carriers are virtual threads of the JDK's scheduler, on JDK 24 or later; by
     * default they are platform threads. The mode is {@link BridgeMode#HOSTED} then, and no other
     * one can be demanded.
     *
     * <p>A context then costs no platform thread, and from a virtual thread to a carrier that is
     * parked plainly, and back, it is a step of the scheduler rather than a hop between threads of
     * the operating system.
     *
     * <ul>
     *   <li>The carriers share the scheduler's threads with all virtual threads of the process.
     *       While those compute, the tasks, timers and reactors here wait for their turn, which
     *       also counts for the {@link #stallLimit}; and a poll that is slow delays them.
     *   <li>A virtual thread that waits while it is pinned, in a class initializer or a native
     *       frame, keeps one of the scheduler's threads. If such threads await here and keep all of
     *       them, the loop does not run, and they wait for ever.
     *   <li>A wake of a carrier that waits in a selector goes through a thread of the JDK that
     *       waits for all selectors.
     *   <li>A virtual thread is a daemon thread: the process does not wait for such an executor,
     *       whatever {@link #daemon} says.
     *   <li>A reactor that {@linkplain io.github.trunnion.futures.ReactorHook#canParkOn cannot
     *       park} on a virtual thread is refused (C5). Where the {@link SelectorReactor} cannot,
     *       channels wait in the one that has a thread of its own.
     * </ul>
     *
     * @param on true for virtual threads; excludes a {@link #carrierThreadFactory}
     * @return this builder
     */
    public BridgeBuilder virtualLoop(boolean on) {
        virtualLoop = on;
        return this;
    }

    /**
     * Makes the executor and starts its carriers.
     *
     * @return an open executor
     * @throws IllegalStateException if the carrier thread factory returns null, a virtual thread,
     *     one that was started or one that does not run what the factory was given, or if the
     *     demanded mode, a {@link #virtualLoop} or the module for {@link #registerMBean} is not to
     *     be had
     */
    public BridgeExecutor build() {
        return new BridgeExecutor(this, true);
    }

    /** Whether the mode is chosen by what is to be had. */
    boolean leavesModeOpen() {
        return mode == null && !virtualLoop;
    }

    BridgeMode chosenMode() {
        if (virtualLoop) {
            VirtualLoop.require(mode, factory != null);
            return BridgeMode.HOSTED;
        }
        if (mode == BridgeMode.CARRIER && !BackEnd.isOpen()) {
            throw new IllegalStateException(
                    "The mode CARRIER was demanded and is not to be had: java.base/java.lang is not"
                            + " open to this library. Start the JVM with "
                            + BackEnd.flag()
                            + ", or leave the mode to the library.",
                    BackEnd.closed());
        }
        if (mode != null) {
            return mode;
        }
        return BackEnd.isDefault() ? BridgeMode.CARRIER : BridgeMode.HOSTED;
    }

    String executorName() {
        return name != null ? name : "trunnion-" + UNNAMED.incrementAndGet();
    }

    Thread newThread(Runnable loop, String threadName) {
        if (virtualLoop) {
            return VirtualLoop.newThread(threadName, loop);
        }
        if (factory == null) {
            return new BridgeThread(loop, threadName, daemon);
        }
        Thread thread = factory.newThread(loop);
        String fault =
                thread == null
                        ? "null"
                        : thread.isVirtual()
                                ? "a virtual thread"
                                : thread.getState() != Thread.State.NEW ? "a started thread" : null;
        if (thread == null || fault != null) {
            throw new IllegalStateException(
                    "The carrier thread factory returned "
                            + fault
                            + "; a carrier is a new, unstarted platform thread.");
        }
        return thread;
    }
}
