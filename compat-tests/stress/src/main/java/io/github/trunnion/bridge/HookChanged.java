package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.bridge.Fixture.CountingHook;
import io.github.trunnion.bridge.Fixture.CountingNode;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * A submit against a carrier that changes its hook between two parks (C6). The first park returns
 * by itself, as if by time; the second one lasts until its hook is unparked.
 *
 * <p>Results: nodes run before the second sleep, nodes that wait at its end, unparks of the first
 * hook, unparks of the second hook.
 */
public final class HookChanged {
    private HookChanged() {}

    private static int parkInBoth(Inbox inbox, CountingHook before, CountingHook after) {
        int ran = Fixture.runAll(inbox.takeAll());
        if (inbox.enterPark(before)) {
            inbox.leavePark();
        }
        do {
            ran += Fixture.runAll(inbox.takeAll());
        } while (!inbox.enterPark(after));
        return ran;
    }

    /** One submits. */
    @JCStressTest
    @Outcome(id = "1, 0, [01], [01]", expect = ACCEPTABLE, desc = "run before the last sleep")
    @Outcome(id = "0, 1, 0, 1", expect = ACCEPTABLE, desc = "the hook of the sleep unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost: the wrong hook or none was unparked")
    @State
    public static class One {
        private final Inbox inbox = new Inbox.Real();
        private final CountingHook before = new CountingHook();
        private final CountingHook after = new CountingHook();
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier(IIII_Result r) {
            r.r1 = parkInBoth(inbox, before, after);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void sleeper(IIII_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = before.unparks();
            r.r4 = after.unparks();
        }
    }

    /** The twin: which hook is a field of its own. */
    @JCStressTest
    @Outcome(id = "1, 0, [01], [01]", expect = ACCEPTABLE, desc = "run before the last sleep")
    @Outcome(id = "0, 1, 0, 1", expect = ACCEPTABLE, desc = "the hook of the sleep unparked")
    @Outcome(
            id = "0, 1, [01], 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "asleep; another hook unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost: the wrong hook or none was unparked")
    @State
    public static class OneBroken {
        private final Inbox inbox = new MailboxCopy.SeparateHookBroken();
        private final CountingHook before = new CountingHook();
        private final CountingHook after = new CountingHook();
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier(IIII_Result r) {
            r.r1 = parkInBoth(inbox, before, after);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void sleeper(IIII_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = before.unparks();
            r.r4 = after.unparks();
        }
    }

    /** Two submit. */
    @JCStressTest
    @Outcome(id = "2, 0, [01], [01]", expect = ACCEPTABLE, desc = "run before the last sleep")
    @Outcome(
            id = "[01], [12], [01], 1",
            expect = ACCEPTABLE,
            desc = "the hook of the sleep unparked")
    @Outcome(expect = FORBIDDEN, desc = "lost: the wrong hook or none was unparked")
    @State
    public static class Two {
        private final Inbox inbox = new Inbox.Real();
        private final CountingHook before = new CountingHook();
        private final CountingHook after = new CountingHook();
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier(IIII_Result r) {
            r.r1 = parkInBoth(inbox, before, after);
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
        public void sleeper(IIII_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = before.unparks();
            r.r4 = after.unparks();
        }
    }

    /** The twin: which hook is a field of its own. */
    @JCStressTest
    @Outcome(id = "2, 0, [01], [01]", expect = ACCEPTABLE, desc = "run before the last sleep")
    @Outcome(
            id = "[01], [12], [01], 1",
            expect = ACCEPTABLE,
            desc = "the hook of the sleep unparked")
    @Outcome(
            id = "[01], [12], [01], [02]",
            expect = ACCEPTABLE_INTERESTING,
            desc = "asleep, another hook unparked; or unparked twice")
    @Outcome(expect = FORBIDDEN, desc = "lost: the wrong hook or none was unparked")
    @State
    public static class TwoBroken {
        private final Inbox inbox = new MailboxCopy.SeparateHookBroken();
        private final CountingHook before = new CountingHook();
        private final CountingHook after = new CountingHook();
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier(IIII_Result r) {
            r.r1 = parkInBoth(inbox, before, after);
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
        public void sleeper(IIII_Result r) {
            r.r2 = Fixture.runAll(inbox.takeAll());
            r.r3 = before.unparks();
            r.r4 = after.unparks();
        }
    }
}
