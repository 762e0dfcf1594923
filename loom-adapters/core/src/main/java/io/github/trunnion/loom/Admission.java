package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The way of one body through the limits of its launcher to a thread. */
final class Admission {
    /*
     * Overview
     *
     * A body goes from the innermost limit, that of the launcher which was made last, outwards, and
     * keeps what it has while it waits for the next; all bodies go in that order, so none waits in a
     * circle. Who has the permit of the last limit starts it. Whoever lets the body go on is on that
     * way alone: the submitter until enter says that it has to wait, then the one that hands it the
     * permit, through the lock of the limit.
     *
     * Who is refused hands its permits on to the next, who may be refused as well, and so on through
     * a long queue; so handing on is a loop and no recursion. A body that ends while its start is
     * still on the stack of the same thread, which is an executor that runs it in place, leaves what
     * it hands on to that loop. A body that is started in place waits for nobody in this loop: only
     * the end of it puts something here, and what a body itself starts or cancels goes on at once.
     */
    private final BlockingTask<?> task;
    private final Blocking.Start start;
    private final BodyLimit.Place[] places; // the innermost first

    private int entered; // confined to who is on the way
    private @Nullable Admission following; // confined to who hands on

    /**
     * The thread that starts the body, for the time of that. Plain: only that thread finds itself.
     */
    private @Nullable Thread starter;

    private @Nullable Admission handedOn; // confined to the starter

    Admission(BlockingTask<?> task, Blocking.Start start, List<BodyLimit> limits) {
        this.task = task;
        this.start = start;
        places = new BodyLimit.Place[limits.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = limits.get(i).new Place(this);
        }
    }

    /** Starts the body, or has it wait for its turn. */
    void begin() {
        if (places[0].enter()) {
            goOn(this);
        }
    }

    /** The body has ended, or never will begin: the permits go on to those that wait. */
    void leave() {
        @Nullable Admission next = null;
        for (BodyLimit.Place place : places) { // the outermost is asked last, and served first
            Admission freed = place.leave();
            if (freed != null) {
                freed.following = next;
                next = freed;
            }
        }
        if (next == null) {
            return;
        }
        if (starter == Thread.currentThread()) {
            handedOn = next;
        } else {
            goOn(next);
        }
    }

    /** Lets these go on, and those that are handed something by them. */
    private static void goOn(Admission admitted) {
        @Nullable Admission next = admitted;
        @Nullable Throwable thrown = null;
        while (next != null) {
            Admission current = next;
            next = current.following;
            current.following = null;
            if (current.isAdmitted()) { // else it is somebody else's from here on
                try {
                    current.startBody();
                } catch (Throwable outOfMemory) { // the permit must not be lost
                    thrown = outOfMemory;
                }
                next = current.takeHandedOn(next);
            }
        }
        if (thrown != null) {
            throw Sneaky.<RuntimeException>unchecked(thrown);
        }
    }

    /** With the permit of one limit: asks for those of the others. */
    private boolean isAdmitted() {
        while (++entered < places.length) {
            if (!places[entered].enter()) {
                return false;
            }
        }
        return true;
    }

    private void startBody() {
        starter = Thread.currentThread();
        try {
            task.startBy(start);
        } catch (Throwable refused) {
            task.reject(refused);
        } finally {
            starter = null;
        }
    }

    /** What the body, or its refusal, has handed on while it was started, and then the rest. */
    private @Nullable Admission takeHandedOn(@Nullable Admission rest) {
        Admission taken = handedOn;
        if (taken == null) {
            return rest;
        }
        handedOn = null;
        Admission last = taken;
        while (last.following != null) {
            last = last.following;
        }
        last.following = rest;
        return taken;
    }
}
