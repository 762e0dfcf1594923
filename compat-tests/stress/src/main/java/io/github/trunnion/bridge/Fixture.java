package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/** What several shapes need: nodes and hooks that count, a carrier whose loop does not run. */
final class Fixture {
    /** Nobody's thread: to unpark it has no effect. */
    static final Thread NOBODY = new Thread(() -> {});

    private static final int PERMIT_GIVEN = 2;

    private static final VarHandle PERMIT;
    private static final VarHandle MAILBOX;
    private static final VarHandle INBOX;
    private static final MethodHandle UNLINK_CLEARED;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            PERMIT =
                    MethodHandles.privateLookupIn(PlainPark.class, here)
                            .findVarHandle(PlainPark.class, "permit", int.class);
            MAILBOX =
                    MethodHandles.privateLookupIn(Carrier.class, here)
                            .findVarHandle(Carrier.class, "mailbox", Mailbox.class);
            INBOX =
                    MethodHandles.privateLookupIn(Mailbox.class, here)
                            .findVarHandle(Mailbox.class, "inbox", Node.class);
            UNLINK_CLEARED =
                    MethodHandles.privateLookupIn(Waiters.class, here)
                            .findVirtual(
                                    Waiters.class,
                                    "unlinkCleared",
                                    MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Fixture() {}

    /** 1 if the next park returns at once. */
    static int permit(PlainPark park) {
        return (int) PERMIT.getVolatile(park) == PERMIT_GIVEN ? 1 : 0;
    }

    /** How often the inbox of the carrier holds a node; one that is linked to itself counts 3. */
    static int queued(Carrier carrier) {
        Node node = (Node) INBOX.getVolatile((Mailbox) MAILBOX.get(carrier));
        int count = 0;
        while (node != null && count < 3) {
            count++;
            node = node.next;
        }
        return count;
    }

    static void unlinkCleared(Waiters waiters) {
        try {
            UNLINK_CLEARED.invokeExact(waiters);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** A carrier that belongs to no running thread: whoever wakes its tasks is a foreign thread. */
    static Carrier idleCarrier() {
        return new Carrier(Owner.INSTANCE, NOBODY, BridgeClock.system(), false);
    }

    /** How many nodes a list has; all of them are run. */
    static int runAll(@Nullable Node first) {
        int count = 0;
        Node node = first;
        while (node != null) {
            Node following = node.next;
            node.next = null;
            ((CountingNode) node).ran();
            count++;
            node = following;
        }
        return count;
    }

    /** Counts how often it has been run and abandoned. */
    static final class CountingNode extends Node {
        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger abandons = new AtomicInteger();

        void ran() {
            runs.getAndIncrement();
        }

        @Override
        void run(Carrier carrier) {
            ran();
        }

        @Override
        void abandon() {
            abandons.getAndIncrement();
        }

        String fate() {
            int times = runs.get() + abandons.get();
            return times == 0
                    ? "lost"
                    : times > 1 ? "twice" : runs.get() == 1 ? "run" : "abandoned";
        }
    }

    /** Counts its unparks, and never parks. */
    static final class CountingHook implements ReactorHook {
        private final AtomicInteger unparks = new AtomicInteger();

        int unparks() {
            return unparks.get();
        }

        @Override
        public int park(long nanos) {
            throw new AssertionError("the sleep is modelled");
        }

        @Override
        public void unpark() {
            unparks.getAndIncrement();
        }

        @Override
        public boolean hasInterest() {
            return true;
        }

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void close() {}
    }

    private enum Owner implements CarrierOwner {
        INSTANCE;

        @Override
        public boolean isEnding() {
            return false;
        }

        @Override
        public boolean isCancelling() {
            return false;
        }

        @Override
        public void broken() {}

        @Override
        public void interrupted(Thread thread) {}

        @Override
        public String description() {
            return "a carrier";
        }

        @Override
        public void report(Throwable thrown) {
            throw new AssertionError(thrown);
        }

        @Override
        public @Nullable BridgeExecutor executor() {
            return null;
        }
    }
}
