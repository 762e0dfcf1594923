package io.github.trunnion.tck;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What a future may do with the context of a poll (F10). */
abstract class FutureContextRules<T extends @Nullable Object> extends FutureCancelRules<T> {
    FutureContextRules() {}

    /** A context is used in its poll only, on that thread. */
    @RequiredRule
    public final void f10_noContextIsKept() throws Exception {
        steps(
                "F10",
                carrier -> {
                    runGuarded(carrier, false);
                    runGuarded(carrier, true);
                });
    }

    private void runGuarded(TestCarrier carrier, boolean cancelled) throws Exception {
        Subject<T> subject = create();
        List<GuardedContext> given = new ArrayList<>();
        boolean done = false;
        for (int polls = 0; !done; polls++) {
            int before = carrier.wakes().wakes();
            GuardedContext cx = GuardedContext.of(carrier.context());
            given.add(cx);
            try {
                done =
                        isDone(
                                Watched.during(
                                        "F1",
                                        "poll of " + subject.future() + " has not returned",
                                        () -> cx.poll(subject.future())));
            } catch (Throwable failure) {
                verifyFailure(failure);
                done = true;
            }
            if (!done && polls == 0) {
                if (cancelled) {
                    cancel(subject);
                    done = true;
                }
                subject.release();
            }
            if (!done) {
                require(
                        carrier.parkUntil(() -> carrier.wakes().wakes() != before, patience()),
                        "F2",
                        subject.future() + " was not woken within " + patience() + ".");
            }
            for (GuardedContext earlier : given) {
                String misuse = earlier.misuse();
                require(misuse == null, "F10", subject.future() + ": " + misuse + ".");
            }
        }
    }
}
