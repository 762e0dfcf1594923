package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.bridge.Fixture.CountingNode;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Submits against the close of the mailbox: each node is run by the carrier or abandoned, once.
 *
 * <p>Results: the fate of each node.
 */
public final class CloseAgainstSubmit {
    private CloseAgainstSubmit() {}

    private static void runUntilClosed(Inbox inbox) {
        do {
            Fixture.runAll(inbox.takeAll());
        } while (!inbox.tryClose());
    }

    /** One submits. */
    @JCStressTest
    @Outcome(id = "(run|abandoned)", expect = ACCEPTABLE, desc = "exactly one end")
    @Outcome(expect = FORBIDDEN, desc = "stranded, or ended twice")
    @State
    public static class One {
        private final Inbox inbox = new Inbox.Real();
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier() {
            runUntilClosed(inbox);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void fates(L_Result r) {
            r.r1 = first.fate();
        }
    }

    /** The twin: closed is a field of its own. */
    @JCStressTest
    @Outcome(id = "(run|abandoned)", expect = ACCEPTABLE, desc = "exactly one end")
    @Outcome(id = ".*lost.*", expect = ACCEPTABLE_INTERESTING, desc = "stranded")
    @Outcome(expect = FORBIDDEN, desc = "stranded, or ended twice")
    @State
    public static class OneBroken {
        private final Inbox inbox = new MailboxCopy.SeparateClosedBroken();
        private final CountingNode first = new CountingNode();

        @Actor
        public void carrier() {
            runUntilClosed(inbox);
        }

        @Actor
        public void submitter() {
            inbox.submit(first);
        }

        @Arbiter
        public void fates(L_Result r) {
            r.r1 = first.fate();
        }
    }

    /** Two submit. */
    @JCStressTest
    @Outcome(id = "(run|abandoned), (run|abandoned)", expect = ACCEPTABLE, desc = "exactly one end")
    @Outcome(expect = FORBIDDEN, desc = "stranded, or ended twice")
    @State
    public static class Two {
        private final Inbox inbox = new Inbox.Real();
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier() {
            runUntilClosed(inbox);
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
        public void fates(LL_Result r) {
            r.r1 = first.fate();
            r.r2 = second.fate();
        }
    }

    /** The twin: closed is a field of its own. */
    @JCStressTest
    @Outcome(id = "(run|abandoned), (run|abandoned)", expect = ACCEPTABLE, desc = "exactly one end")
    @Outcome(id = ".*lost.*", expect = ACCEPTABLE_INTERESTING, desc = "stranded")
    @Outcome(expect = FORBIDDEN, desc = "stranded, or ended twice")
    @State
    public static class TwoBroken {
        private final Inbox inbox = new MailboxCopy.SeparateClosedBroken();
        private final CountingNode first = new CountingNode();
        private final CountingNode second = new CountingNode();

        @Actor
        public void carrier() {
            runUntilClosed(inbox);
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
        public void fates(LL_Result r) {
            r.r1 = first.fate();
            r.r2 = second.fate();
        }
    }
}
