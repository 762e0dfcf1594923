package io.github.trunnion.interleavings;

import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A selector of the JDK, whose wait is that of a simulated thread. */
final class SimSelector extends Selector {
    /*
     * Overview
     *
     * A model of the JDK's SelectorImpl with epoll under it. A select is, in this order and with
     * steps between:
     *
     *   tell the system of changed interest, except for keys that are cancelled
     *   deregister the keys whose cancel has been queued
     *   wait for an event of an armed key, for the mark of a wakeup, an interrupt or the time
     *   deregister again
     *   for each event that the wait has found, if its key is still there: ask the channel what it
     *     means, and call the action if that is of interest
     *   take the mark of the wakeup away, if the wait has found it
     *
     * So a wakeup that comes between the wait and the last step goes with this select, and a key
     * that is cancelled after the second deregistering still gets its event. The mark is set by
     * whoever comes first and is taken by a select that does not block, too.
     *
     * What the JDK does under a lock that nobody else waits for is one step; the locks that two
     * threads meet at are SimLocks.
     */
    private static final int SELECT = Sites.add("Selector.select");
    private static final int POLL = Sites.add("Selector polls");
    private static final int REMOVE = Sites.add("Selector removes a key");
    private static final int FORGET = Sites.add("Selector tells the channel");
    private static final int EVENT = Sites.add("Selector looks at an event");
    private static final int UNMARK = Sites.add("Selector takes the mark");
    private static final int WAKEUP = Sites.add("Selector.wakeup");
    private static final int OPEN = Sites.add("Selector.isOpen");
    private static final int CLOSE = Sites.add("Selector.close");

    private final SimLock selecting = new SimLock();
    private final SimLock queueing = new SimLock();

    private final Set<SelectionKey> keys = new LinkedHashSet<>();

    /** Keys whose interest the system does not know of yet. */
    private final ArrayDeque<SimKey> changed = new ArrayDeque<>();

    /** Guarded by queueing. */
    private final ArrayDeque<SimKey> cancelled = new ArrayDeque<>();

    private boolean open = true;
    private boolean marked;

    /** An event as the wait has found it. */
    private record Event(SimKey key, int ops) {}

    // For keys and channels

    /** Without a step, as the channel holds the lock of its keys. */
    SimKey register(SimSocket channel, int ops) {
        requireOpen();
        SimKey key = new SimKey(channel, this);
        keys.add(key);
        key.setInterest(ops);
        return key;
    }

    void changed(SimKey key) {
        changed.add(key);
    }

    void cancelled(SimKey key) {
        queueing.lock();
        cancelled.add(key);
        queueing.unlock();
    }

    // For who selects

    @Override
    public int select(Consumer<SelectionKey> action, long millis) {
        long nanos = millis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
        return select(action, true, nanos);
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) {
        return select(action, false, 0);
    }

    private int select(Consumer<SelectionKey> action, boolean blocking, long nanos) {
        selecting.lock();
        try {
            Schedule.write(SELECT);
            requireOpen();
            arm();
            deregister();
            List<Event> events = poll(blocking, nanos);
            boolean wasMarked = marked;
            deregister();
            int count = 0;
            for (Event event : events) {
                count += dispatch(event, action);
            }
            if (wasMarked) {
                Schedule.write(UNMARK);
                marked = false;
            }
            return count;
        } finally {
            selecting.unlock();
        }
    }

    private void arm() {
        while (!changed.isEmpty()) {
            SimKey key = changed.remove();
            if (key.isValidNow()) {
                key.armed = key.interestNow();
            }
        }
    }

    private void deregister() {
        queueing.lock();
        while (!cancelled.isEmpty()) {
            remove(cancelled.remove());
        }
        queueing.unlock();
    }

    private void remove(SimKey key) {
        Schedule.write(REMOVE);
        key.armed = 0;
        keys.remove(key);
        Schedule.write(FORGET);
        key.channel.forget(key);
        key.channel.finishClose();
    }

    /** Waits, and returns what it has found without a further step. */
    private List<Event> poll(boolean blocking, long nanos) {
        SimThread self = Schedule.simulated("select");
        if (blocking) {
            BooleanSupplier returns = () -> marked || self.interrupted || hasEvent();
            self.run.await(self, returns, nanos);
            marked |= self.interrupted;
        } else {
            Schedule.read(POLL);
        }
        List<Event> events = new ArrayList<>();
        for (SelectionKey each : keys) {
            SimKey key = (SimKey) each;
            int ops = key.armed & key.channel.systemReady();
            if (ops != 0) {
                events.add(new Event(key, ops));
            }
        }
        return events;
    }

    private boolean hasEvent() {
        for (SelectionKey each : keys) {
            SimKey key = (SimKey) each;
            if ((key.armed & key.channel.systemReady()) != 0) {
                return true;
            }
        }
        return false;
    }

    private int dispatch(Event event, Consumer<SelectionKey> action) {
        SimKey key = event.key;
        if (!keys.contains(key)) {
            return 0;
        }
        Schedule.read(EVENT);
        key.ready = key.channel.translate(event.ops & key.interestNow());
        if (key.ready == 0) {
            key.channel.inVain(key);
            return 0;
        }
        action.accept(key);
        requireOpen();
        return 1;
    }

    // For any thread

    @Override
    public Selector wakeup() {
        Schedule.write(WAKEUP);
        marked = true;
        return this;
    }

    @Override
    public boolean isOpen() {
        Schedule.read(OPEN);
        return open;
    }

    @Override
    public Set<SelectionKey> keys() {
        requireOpen();
        return Collections.unmodifiableSet(keys);
    }

    @Override
    public void close() {
        Schedule.write(CLOSE);
        if (!open) {
            return;
        }
        open = false;
        wakeup();
        selecting.lock();
        try {
            while (!keys.isEmpty()) {
                remove((SimKey) keys.iterator().next());
            }
        } finally {
            selecting.unlock();
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new ClosedSelectorException();
        }
    }

    // What the reactor has no use for

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SelectorProvider provider() {
        throw new UnsupportedOperationException();
    }
}
