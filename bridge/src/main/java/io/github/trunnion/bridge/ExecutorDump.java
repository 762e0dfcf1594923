package io.github.trunnion.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The dump of an executor: asks all carriers, then waits for all. */
final class ExecutorDump {
    /*
     * Overview
     *
     * What a carrier has is confined to it, so the carrier tells it, by an urgent node. The caller
     * waits a limited time; a carrier that does not answer is described by what other threads can
     * see. A loop thread does not wait for others at all: it tells about itself and looks at them
     * from outside.
     */
    private final StringBuilder text = new StringBuilder();
    private final long deadline;
    private final boolean mayWait = !LoopThread.isCurrent();
    private boolean interrupted;

    /** Virtual threads that the carriers know, as they await in place. */
    private int waits;

    /** Whether all carriers have told. */
    private boolean complete = true;

    private ExecutorDump(long nanos) {
        deadline = System.nanoTime() + nanos;
    }

    static String of(CarrierGroup group, String header, long nanos) {
        ExecutorDump dump = new ExecutorDump(nanos);
        dump.text.append(header).append('\n');
        dump.append(group);
        return dump.text.toString();
    }

    private void append(CarrierGroup group) {
        List<CarrierDump> asked = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Carrier carrier = group.carrier(i);
            if (carrier.isCurrent() && (!mayWait || BackEnd.canPin())) {
                text.append(mayWait ? tellPinned(carrier) : CarrierDump.tell(carrier));
                waits += carrier.waits();
            } else {
                asked.add(CarrierDump.ask(carrier));
            }
        }
        for (CarrierDump dump : asked) {
            text.append(answerOf(dump));
            waits += dump.waits();
        }
        if (complete && group.threads() > waits) {
            text.append("virtual threads that do not await in place: ")
                    .append(group.threads() - waits)
                    .append(
                            ". Awaits of tasks stand with the task; what else they do, or wait for,"
                                    + " a")
                    .append(" thread dump tells.\n");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A virtual thread on the carrier; what the carrier has must not change meanwhile. */
    private static String tellPinned(Carrier carrier) {
        BackEnd.pin();
        try {
            return CarrierDump.tell(carrier);
        } finally {
            BackEnd.unpin();
        }
    }

    private String answerOf(CarrierDump dump) {
        String why = "a loop thread does not wait for others";
        if (mayWait && !interrupted) {
            try {
                long left = Math.max(0, deadline - System.nanoTime());
                String unused = dump.answer().get(left, TimeUnit.NANOSECONDS);
                return dump.answered();
            } catch (TimeoutException late) {
                why = "it does not answer";
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException never) {
                throw new AssertionError(never);
            }
        }
        if (interrupted) {
            why = "the caller was interrupted";
        }
        if (dump.answer().complete("")) { // the carrier need not tell it any more
            complete = false;
            return dump.fromOutside(why);
        }
        return dump.answered();
    }
}
