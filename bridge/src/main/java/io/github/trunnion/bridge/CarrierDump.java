package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import java.util.concurrent.CompletableFuture;

/** Asks a carrier what it has; it tells that between two nodes, when nothing changes. */
final class CarrierDump extends Node {
    private static final int MOST_TASKS = 1_000;
    private static final int MOST_QUEUED = 10;
    private static final int MOST_CHARACTERS = 300;
    private static final String LINE = "\n  ";

    private final Carrier carrier;

    /** What the carrier was doing when it was asked. */
    private final String before;

    /** Virtual threads that await in place; written before the answer. */
    private int waits;

    /** What the carrier tells; empty once it has ended. */
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    private CarrierDump(Carrier carrier) {
        this.carrier = carrier;
        this.before = state(carrier);
    }

    /** Asks from another thread. */
    static CarrierDump ask(Carrier carrier) {
        CarrierDump dump = new CarrierDump(carrier);
        carrier.enqueue(dump);
        return dump;
    }

    /** Tells on the carrier itself. */
    static String tell(Carrier carrier) {
        String state = state(carrier);
        return text(carrier, state, content(carrier));
    }

    /** How many virtual threads await in place; 0 if the carrier has not told. */
    int waits() {
        return waits;
    }

    /** Completed by the carrier, or by who gives up. */
    CompletableFuture<String> answer() {
        return answer;
    }

    /** What the carrier has told. */
    String answered() {
        String content = answer.join();
        return text(carrier, content.isEmpty() ? "ended" : before, content);
    }

    /** What can be seen without the carrier. */
    String fromOutside(String why) {
        Glimpse glimpse = Glimpse.of(carrier);
        HookRegistration held = carrier.slot().glimpse();
        StringBuilder content = new StringBuilder(LINE).append("seen from outside: ").append(why);
        if (glimpse.pinned() != null) {
            content.append(LINE).append(glimpse.pinned());
        }
        content.append(LINE)
                .append(held == null ? "no reactor" : "reactor " + brief(held.hook))
                .append(LINE)
                .append("the stack of what it runs:");
        for (StackTraceElement frame : glimpse.stack()) {
            content.append(LINE).append("  at ").append(frame);
        }
        return text(carrier, state(carrier), content.toString());
    }

    private static String state(Carrier carrier) {
        ReactorHook hook = carrier.parkedIn();
        if (hook == null) {
            return "running " + brief(carrier.vitals());
        }
        if (carrier.vitals().isAwake()) {
            return "running what the events of " + brief(hook) + " brought";
        }
        return hook instanceof PlainPark ? "parked plainly" : "parked in " + brief(hook);
    }

    private static String text(Carrier carrier, String state, String content) {
        return "carrier "
                + carrier.thread().getName()
                + ": "
                + state
                + LINE
                + carrier.counters()
                + content
                + '\n';
    }

    // On the carrier: nothing here is to be slow, not even a concatenation that runs first here

    @Override
    void run(Carrier home) {
        if (!answer.isDone()) {
            waits = home.waits();
            answer.complete(content(home));
        }
    }

    @Override
    void abandon() {
        answer.complete("");
    }

    @Override
    boolean isUrgent() {
        return true;
    }

    private static String content(Carrier carrier) {
        StringBuilder content = new StringBuilder();
        reactor(content, carrier);
        queue(content, carrier);
        int told = 0;
        for (Live task = carrier.live().first(); task != null; task = task.nextLive) {
            content.append(LINE);
            if (told++ == MOST_TASKS) {
                content.append("and ")
                        .append(carrier.live().size() - MOST_TASKS)
                        .append(" more live tasks and awaits");
                break;
            }
            content.append(shortened(task.describe()));
        }
        return content.toString();
    }

    private static void reactor(StringBuilder content, Carrier carrier) {
        HookRegistration held = carrier.slot().glimpse();
        content.append(LINE);
        if (held == null) {
            content.append("no reactor");
        } else {
            content.append("reactor ").append(brief(held.hook));
            if (held.isLeased()) {
                content.append(", open leases: ").append(held.leases());
            } else {
                content.append(", idle, no lease is open");
            }
        }
    }

    private static void queue(StringBuilder content, Carrier carrier) {
        StringBuilder first = new StringBuilder();
        int count = 0;
        for (Node node = carrier.queued(); node != null; node = node.next) {
            if (count++ < MOST_QUEUED) {
                first.append(count == 1 ? ", first in the queue: " : "; ").append(brief(node));
            }
        }
        content.append(LINE)
                .append("queued: ")
                .append(count)
                .append(", timers: ")
                .append(carrier.timers().size())
                .append(", live tasks and awaits: ")
                .append(carrier.live().size())
                .append(first);
    }

    private static String brief(Object named) {
        return shortened(Label.of(named));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS).concat("…");
    }

    @Override
    public String toString() {
        return "dump";
    }
}
