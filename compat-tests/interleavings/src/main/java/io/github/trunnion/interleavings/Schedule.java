package io.github.trunnion.interleavings;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** What rewritten code calls. Outside of a simulated thread a step is nothing. */
public final class Schedule {
    private static @Nullable SimThread current;

    /** Depth of running class initialisers: in one a coroutine cannot be left. */
    private static int initialising;

    private static @Nullable Thread host;

    private Schedule() {}

    static void enter(@Nullable SimThread running) {
        current = running;
        if (running != null && host != Thread.currentThread()) {
            host = Thread.currentThread();
        }
    }

    static @Nullable SimThread self() {
        return initialising > 0 ? null : current;
    }

    static SimThread simulated(String what) {
        SimThread self = self();
        if (self == null) {
            throw new IllegalStateException(what + " was called outside of a simulated thread.");
        }
        return self;
    }

    /** Before a volatile read. */
    public static void read(int site) {
        SimThread self = self();
        if (self != null) {
            requireHost();
            self.run.step(self, site, false);
        }
    }

    /** Before a volatile write or a read-modify-write. */
    public static void write(int site) {
        SimThread self = self();
        if (self != null) {
            requireHost();
            self.run.step(self, site, true);
        }
    }

    private static void requireHost() {
        if (Thread.currentThread() != host) {
            throw new IllegalStateException(
                    Thread.currentThread() + " is real and runs code that is simulated.");
        }
    }

    /** A class initialiser begins. */
    public static void initBegins() {
        initialising++;
    }

    /** A class initialiser ends. */
    public static void initEnds() {
        initialising--;
    }

    /** In place of what would block the thread of all, or depends on more than the seed. */
    public static void unsupported(String what) {
        SimThread self = self();
        if (self != null) {
            self.run.fail("not simulated: " + what, null);
        }
    }

    /** Before the get or join of a CompletableFuture, which then does not block. */
    public static void awaitDone(CompletableFuture<?> future) {
        SimThread self = self();
        if (self != null && !future.isDone()) {
            self.run.await(self, future::isDone, Long.MAX_VALUE);
        }
    }

    /**
     * A CompletableFuture is waited for here; another future of the JDK would block the thread of
     * all; one of ours has rewritten code.
     */
    @Replaces(value = Future.class, instance = true)
    public static @Nullable Object get(Future<?> future)
            throws InterruptedException, ExecutionException {
        if (future instanceof CompletableFuture<?> stage) {
            awaitDoneOrInterrupt(stage, Long.MAX_VALUE);
        } else if (isOfTheJdk(future)) {
            unsupported("get of " + future.getClass().getName());
        }
        return future.get();
    }

    /** Waits as its get does: what is done counts, the flag is looked at only before. */
    private static boolean awaitDoneOrInterrupt(CompletableFuture<?> stage, long nanos)
            throws InterruptedException {
        SimThread self = simulated("get of a CompletableFuture");
        if (stage.isDone()) {
            return true;
        }
        self.run.await(self, () -> self.interrupted || stage.isDone(), nanos);
        if (!stage.isDone() && self.interrupted) {
            self.interrupted = false;
            throw new InterruptedException();
        }
        return stage.isDone();
    }

    /** The same with a time limit. */
    @Replaces(value = Future.class, instance = true)
    public static @Nullable Object get(Future<?> future, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (future instanceof CompletableFuture<?> stage) {
            if (!awaitDoneOrInterrupt(stage, unit.toNanos(time))) {
                throw new TimeoutException();
            }
            return future.get();
        }
        if (isOfTheJdk(future)) {
            unsupported("get of " + future.getClass().getName());
        }
        return future.get(time, unit);
    }

    private static boolean isOfTheJdk(Future<?> future) {
        return future.getClass().getClassLoader() == null && !future.isDone();
    }

    /** There is no step in a latch of the JDK, but for the waits. */
    @Replaces(value = CountDownLatch.class, instance = true)
    public static boolean await(CountDownLatch latch, long time, TimeUnit unit) {
        SimThread self = simulated("CountDownLatch.await");
        return self.run.await(self, () -> latch.getCount() == 0, unit.toNanos(time));
    }

    // Thread

    @Replaces(Thread.class)
    public static Thread currentThread() {
        SimThread self = self();
        return self == null ? Thread.currentThread() : self.thread;
    }

    @Replaces(value = Thread.class, instance = true)
    public static boolean isInterrupted(Thread thread) {
        SimThread self = simulated("isInterrupted");
        SimThread asked = self.thread == thread ? self : self.run.find(thread);
        return asked != null && asked.interrupted;
    }

    @Replaces(Thread.class)
    public static boolean interrupted() {
        SimThread self = simulated("interrupted");
        boolean was = self.interrupted;
        self.interrupted = false;
        return was;
    }

    @Replaces(value = Thread.class, instance = true)
    public static void interrupt(Thread thread) {
        SimThread self = simulated("interrupt");
        if (self.thread == thread) {
            self.interrupted = true;
            self.permit = true;
        } else {
            Permits.interrupt(self, thread);
        }
    }

    @Replaces(value = Thread.class, instance = true)
    public static void start(Thread thread) {
        Run run = simulated("start").run;
        run.note("starts " + thread.getName());
        SimVirtual virtual = VirtualThreads.of(thread);
        if (virtual != null) {
            virtual.start();
        } else {
            run.add(thread, thread);
        }
    }

    @Replaces(value = Thread.class, instance = true)
    public static boolean isVirtual(Thread thread) {
        return self() == null ? thread.isVirtual() : VirtualThreads.of(thread) != null;
    }

    @Replaces(Thread.class)
    @SuppressWarnings("NamedLikeContextualKeyword") // called as Thread's is
    public static void yield() {
        Permits.letOthersRun(simulated("yield"));
    }

    @Replaces(value = Thread.class, instance = true)
    public static boolean isAlive(Thread thread) {
        SimThread asked = simulated("isAlive").run.find(thread);
        return asked != null && asked.state != SimThread.State.ENDED;
    }

    @Replaces(value = Thread.class, instance = true)
    public static void join(Thread thread) throws InterruptedException {
        join(thread, Long.MAX_VALUE);
    }

    @Replaces(value = Thread.class, instance = true)
    public static boolean join(Thread thread, Duration most) throws InterruptedException {
        return join(
                thread, most.compareTo(Duration.ofDays(1)) > 0 ? Long.MAX_VALUE : most.toNanos());
    }

    private static boolean join(Thread thread, long nanos) throws InterruptedException {
        SimThread self = simulated("join");
        SimThread joined = requireNonNull(self.run.find(thread), "a thread that is not simulated");
        self.run.await(
                self, () -> self.interrupted || joined.state == SimThread.State.ENDED, nanos);
        if (self.interrupted) {
            self.interrupted = false;
            throw new InterruptedException();
        }
        return joined.state == SimThread.State.ENDED;
    }

    @Replaces(value = Thread.class, instance = true)
    public static StackTraceElement[] getStackTrace(Thread thread) {
        return new StackTraceElement[0];
    }

    /** One thread runs at a time: nobody spins for what another processor may do. */
    @Replaces(value = Runtime.class, instance = true)
    public static int availableProcessors(Runtime runtime) {
        return 1;
    }

    @Replaces(Thread.class)
    public static void onSpinWait() {
        read(Sites.PAUSE);
    }

    /** A virtual thread is a simulated one like any other, which may outlive the run. */
    @Replaces(
            value = {Thread.Builder.class, Thread.Builder.OfVirtual.class},
            instance = true)
    public static Thread start(Thread.Builder builder, Runnable action) {
        return startDaemon("virtual", action);
    }

    /** Virtual threads that are made to be started later are simulated ones. */
    @Replaces(
            value = {Thread.Builder.class, Thread.Builder.OfVirtual.class},
            instance = true)
    public static Thread unstarted(Thread.Builder builder, Runnable action) {
        Thread thread = simulated("unstarted").run.newThread("virtual", action);
        thread.setDaemon(true);
        return thread;
    }

    /** Threads that a factory of the JDK would make are simulated ones. */
    @Replaces(
            value = {Thread.Builder.class, Thread.Builder.OfPlatform.class},
            instance = true)
    public static ThreadFactory factory(Thread.Builder builder) {
        Run run = simulated("factory").run;
        return action -> {
            Thread thread = run.newThread("daemon", action);
            thread.setDaemon(true);
            return thread;
        };
    }

    static Thread startDaemon(String name, Runnable action) {
        Run run = simulated("start").run;
        Thread thread = run.newThread(name, action);
        thread.setDaemon(true);
        run.add(thread, action);
        return thread;
    }

    // LockSupport

    @Replaces(LockSupport.class)
    public static void park() {
        park(null);
    }

    @Replaces(LockSupport.class)
    public static void park(@Nullable Object blocker) {
        parkNanos(blocker, Long.MAX_VALUE);
    }

    @Replaces(LockSupport.class)
    public static void parkNanos(long nanos) {
        parkNanos(null, nanos);
    }

    @Replaces(LockSupport.class)
    public static void parkNanos(@Nullable Object blocker, long nanos) {
        SimThread self = simulated("park");
        Permits.park(self, nanos);
    }

    @Replaces(LockSupport.class)
    public static void unpark(@Nullable Thread thread) {
        if (thread != null) {
            SimThread self = simulated("unpark");
            Permits.unpark(self, thread);
        }
    }

    // Channels

    @Replaces(Selector.class)
    public static Selector open() {
        simulated("Selector.open");
        return new SimSelector();
    }

    @Replaces(
            value = {
                SelectableChannel.class,
                SocketChannel.class,
                ReadableByteChannel.class,
                WritableByteChannel.class,
                GatheringByteChannel.class
            },
            instance = true)
    public static boolean isOpen(Channel channel) {
        return SimSocket.of(channel).stillOpen();
    }

    @Replaces(
            value = {SelectableChannel.class, SocketChannel.class},
            instance = true)
    public static void close(Channel channel) {
        SimSocket.of(channel).shut();
    }

    @Replaces(value = SelectableChannel.class, instance = true)
    public static boolean isBlocking(SelectableChannel channel) {
        return SimSocket.of(channel).blocks();
    }

    @Replaces(value = SocketChannel.class, instance = true)
    public static SelectableChannel configureBlocking(SelectableChannel channel, boolean block)
            throws ClosedChannelException {
        SimSocket.of(channel).setBlocking(block);
        return channel;
    }

    @Replaces(value = SelectableChannel.class, instance = true)
    public static @Nullable SelectionKey keyFor(SelectableChannel channel, Selector selector) {
        return SimSocket.of(channel).keyIn(selector);
    }

    @Replaces(value = SelectableChannel.class, instance = true)
    public static SelectionKey register(SelectableChannel channel, Selector selector, int ops)
            throws ClosedChannelException {
        return SimSocket.of(channel).registerIn(selector, ops);
    }

    // The rest

    @Replaces(value = ThreadLocal.class, instance = true)
    public static @Nullable Object get(ThreadLocal<?> local) {
        return simulated("ThreadLocal.get").local(local);
    }

    @Replaces(value = ThreadLocal.class, instance = true)
    public static void set(ThreadLocal<?> local, @Nullable Object value) {
        simulated("ThreadLocal.set").setLocal(local, value);
    }

    @Replaces(value = ThreadLocal.class, instance = true)
    public static void remove(ThreadLocal<?> local) {
        simulated("ThreadLocal.remove").setLocal(local, null);
    }

    @Replaces(System.class)
    public static long nanoTime() {
        return simulated("nanoTime").run.now();
    }
}
