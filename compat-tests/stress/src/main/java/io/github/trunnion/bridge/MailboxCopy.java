package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A copy of {@link Mailbox} without a mistake; each twin overrides one thing, wrongly. */
class MailboxCopy implements Inbox {
    static final Object RUNNING = "RUNNING";
    static final Object NOTIFIED = "NOTIFIED";
    static final Object CLOSED = "CLOSED";

    final AtomicReference<Object> state = new AtomicReference<>(RUNNING);
    private final AtomicReference<@Nullable Node> inbox = new AtomicReference<>();
    private final AtomicInteger forwards = new AtomicInteger();

    @Override
    public void submit(Node node) {
        push(node);
        if (state.get() != NOTIFIED) {
            signal();
        }
    }

    final void push(Node node) {
        Node top;
        do {
            top = inbox.get();
            node.next = top;
        } while (!inbox.compareAndSet(top, node));
    }

    void signal() {
        Object before = state.getAndSet(NOTIFIED);
        if (before instanceof ReactorHook hook) {
            hook.unpark();
        } else if (before == CLOSED) {
            state.getAndSet(CLOSED);
            forward();
        }
    }

    @Override
    public final @Nullable Node takeAll() {
        Node node = inbox.getAndSet(null);
        Node first = null;
        while (node != null) {
            Node below = node.next;
            node.next = first;
            first = node;
            node = below;
        }
        return first;
    }

    @Override
    public boolean enterPark(ReactorHook hook) {
        if (state.compareAndSet(RUNNING, hook)) {
            return true;
        }
        state.getAndSet(RUNNING);
        return false;
    }

    @Override
    public boolean leavePark() {
        return state.getAndSet(RUNNING) == NOTIFIED;
    }

    @Override
    public boolean tryClose() {
        if (state.compareAndSet(RUNNING, CLOSED)) {
            forward();
            return true;
        }
        state.getAndSet(RUNNING);
        return false;
    }

    void forward() {
        int wanted = 1;
        if (forwards.getAndAdd(1) != 0) {
            return;
        }
        do {
            Node node = takeAll();
            while (node != null) {
                Node following = node.next;
                node.next = null;
                node.abandon();
                node = following;
            }
            wanted = forwards.addAndGet(-wanted);
        } while (wanted != 0);
    }

    /** The carrier looks at the state and then writes it. */
    static final class CheckThenParkBroken extends MailboxCopy {
        @Override
        public boolean enterPark(ReactorHook hook) {
            if (state.get() == RUNNING) {
                state.set(hook);
                return true;
            }
            state.getAndSet(RUNNING);
            return false;
        }
    }

    /** The submitter looks before its push whether somebody has notified. */
    static final class LookThenPushBroken extends MailboxCopy {
        @Override
        public void submit(Node node) {
            boolean notified = state.get() == NOTIFIED;
            push(node);
            if (!notified) {
                signal();
            }
        }
    }

    /** The submitter notifies before it has pushed. */
    static final class SignalThenPushBroken extends MailboxCopy {
        @Override
        public void submit(Node node) {
            signal();
            push(node);
        }
    }

    /** The state says that the carrier is parked, another field in which hook. */
    static final class SeparateHookBroken extends MailboxCopy {
        private static final Object PARKED = "PARKED";
        private volatile @Nullable ReactorHook parkedIn;

        @Override
        public boolean enterPark(ReactorHook hook) {
            if (state.compareAndSet(RUNNING, PARKED)) {
                parkedIn = hook;
                return true;
            }
            state.getAndSet(RUNNING);
            return false;
        }

        @Override
        void signal() {
            if (state.getAndSet(NOTIFIED) == PARKED) {
                ReactorHook hook = parkedIn;
                if (hook != null) {
                    hook.unpark();
                }
            }
        }
    }

    /** Whether the mailbox is closed is a field of its own, read before the push. */
    static final class SeparateClosedBroken extends MailboxCopy {
        private volatile boolean closed;

        @Override
        public void submit(Node node) {
            if (closed) {
                node.abandon();
                return;
            }
            push(node);
            signal();
        }

        @Override
        public boolean tryClose() {
            if (state.compareAndSet(RUNNING, NOTIFIED)) {
                closed = true;
                forward();
                return true;
            }
            state.getAndSet(RUNNING);
            return false;
        }
    }
}
