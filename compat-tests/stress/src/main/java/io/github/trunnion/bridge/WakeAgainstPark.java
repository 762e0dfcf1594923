package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.bridge.Fixture.CountingHook;
import io.github.trunnion.bridge.Fixture.CountingNode;
import io.github.trunnion.futures.ReactorHook;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A submit against the carrier's decision to park (E2). The sleep is modelled: a carrier that has
 * entered the park of a hook sleeps until that hook is unparked.
 *
 * <p>Results: nodes run before the sleep, nodes that wait at its end, unparks of the hook.
 */
public final class WakeAgainstPark {
    private WakeAgainstPark() {}

    private static int runUntilAsleep(Inbox inbox, ReactorHook hook) {
        int ran = 0;
        do {
            ran += Fixture.runAll(inbox.takeAll());
        } while (!inbox.enterPark(hook));
        return ran;
    }

    /** The carrier parks plainly, one submits. */
    @JCStressTest
    @Outcome(id = "1, 0, [01]", expect = ACCEPTABLE, desc = "run before the sleep")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class PlainOne {
        private final Inbox inbox = new Inbox.Real();
        private final PlainPark hook = new PlainPark(Fixture.NOBODY);
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = Fixture.permit(hook);
        }
    }

    /** The twin: check, then park. */
    @JCStressTest
    @Outcome(id = "1, 0, [01]", expect = ACCEPTABLE, desc = "run before the sleep")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class PlainOneBroken {
        private final Inbox inbox = new MailboxCopy.CheckThenParkBroken();
        private final PlainPark hook = new PlainPark(Fixture.NOBODY);
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = Fixture.permit(hook);
        }
    }

    /** The carrier parks plainly, two submit. */
    @JCStressTest
    @Outcome(id = "2, 0, [01]", expect = ACCEPTABLE, desc = "both run before the sleep")
    @Outcome(id = "[01], [12], 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class PlainTwo {
        private final Inbox inbox = new Inbox.Real();
        private final PlainPark hook = new PlainPark(Fixture.NOBODY);
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Actor
        public void other() {
            inbox.submit(second);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = Fixture.permit(hook);
        }
    }

    /** The twin: check, then park. */
    @JCStressTest
    @Outcome(id = "2, 0, [01]", expect = ACCEPTABLE, desc = "both run before the sleep")
    @Outcome(id = "[01], [12], 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(id = "[01], [12], 0", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class PlainTwoBroken {
        private final Inbox inbox = new MailboxCopy.CheckThenParkBroken();
        private final PlainPark hook = new PlainPark(Fixture.NOBODY);
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Actor
        public void other() {
            inbox.submit(second);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = Fixture.permit(hook);
        }
    }

    /** The carrier has been notified and parks plainly, one submits. */
    @JCStressTest
    @Outcome(id = "2, 0, [01]", expect = ACCEPTABLE, desc = "both run before the sleep")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class Notified {
        private final Inbox inbox = new Inbox.Real();
        private final PlainPark hook = new PlainPark(Fixture.NOBODY);
        private final CountingNode second = new CountingNode();

        public Notified() {
            inbox.submit(new CountingNode());
        }

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(second);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = Fixture.permit(hook);
        }
    }

    /** The twin: look whether somebody has notified, then push. */
    @JCStressTest
    @Outcome(id = "2, 0, [01]", expect = ACCEPTABLE, desc = "both run before the sleep")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class NotifiedBroken {
        private final Inbox inbox = new MailboxCopy.LookThenPushBroken();
        private final PlainPark hook = new PlainPark(Fixture.NOBODY);
        private final CountingNode second = new CountingNode();

        public NotifiedBroken() {
            inbox.submit(new CountingNode());
        }

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(second);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = Fixture.permit(hook);
        }
    }

    /** The carrier parks in a hook, one submits. */
    @JCStressTest
    @Outcome(id = "1, 0, [01]", expect = ACCEPTABLE, desc = "run before the sleep")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class HookOne {
        private final Inbox inbox = new Inbox.Real();
        private final CountingHook hook = new CountingHook();
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = hook.unparks();
        }
    }

    /** The twin: signal, then push. */
    @JCStressTest
    @Outcome(id = "1, 0, [01]", expect = ACCEPTABLE, desc = "run before the sleep")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class HookOneBroken {
        private final Inbox inbox = new MailboxCopy.SignalThenPushBroken();
        private final CountingHook hook = new CountingHook();
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = hook.unparks();
        }
    }

    /** The carrier parks in a hook, two submit. */
    @JCStressTest
    @Outcome(id = "2, 0, [01]", expect = ACCEPTABLE, desc = "both run before the sleep")
    @Outcome(id = "[01], [12], 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class HookTwo {
        private final Inbox inbox = new Inbox.Real();
        private final CountingHook hook = new CountingHook();
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Actor
        public void other() {
            inbox.submit(second);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = hook.unparks();
        }
    }

    /** The twin: signal, then push. */
    @JCStressTest
    @Outcome(id = "2, 0, [01]", expect = ACCEPTABLE, desc = "both run before the sleep")
    @Outcome(id = "[01], [12], 1", expect = ACCEPTABLE, desc = "asleep, and unparked")
    @Outcome(id = "[01], [12], 0", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @Outcome(expect = FORBIDDEN, desc = "lost, or unparked twice")
    @State
    public static class HookTwoBroken {
        private final Inbox inbox = new MailboxCopy.SignalThenPushBroken();
        private final CountingHook hook = new CountingHook();
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier(III_Result r) {
            r.r1 = runUntilAsleep(inbox, hook);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Actor
        public void other() {
            inbox.submit(second);
        }

        @Arbiter
        public void sleeper(III_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = hook.unparks();
        }
    }
}
