package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorUnsupportedException;

import org.jspecify.annotations.Nullable;

/** What a parent passes on to its children of its own context (C3). */
abstract class ParentContextRules<C extends @Nullable Object, T extends @Nullable Object>
        extends ParentSteps<C, T> {
    private static final int LEVELS = 5;
    private static final String PASS_IT_ON = "; pass children cx or cx.withWaker(w) (F10).";

    ParentContextRules() {}

    /** The child has the slot and the timers of the parent's context. */
    @RequiredRule
    public final void c03_theChildSeesSlotAndTimersOfTheParentsContext() throws Exception {
        ChildProbe<C> child = new ChildProbe<>(childValue());
        String[] seen = new String[1];
        withChild(
                "C3",
                child,
                (carrier, same, parent) -> {
                    child.doing(
                            cx -> {
                                seen[0] = "";
                                if (cx.reactor() != carrier.slot()) {
                                    seen[0] += "another slot";
                                }
                                if (cx.timers() != carrier.timers()) {
                                    seen[0] += seen[0].isEmpty() ? "" : " and ";
                                    seen[0] += "other timers";
                                }
                            });
                    poll(parent, carrier.context());
                    require(seen[0] != null, "C3", "the first poll did not reach the child.");
                    require(
                            requireNonNull(seen[0]).isEmpty(),
                            "C3",
                            "the child of " + parent.future() + " sees " + seen[0] + PASS_IT_ON);
                });
    }

    /** A hook that is registered five levels deep is the carrier's, and what it wakes goes on. */
    @RequiredRule
    public final void c03_aHookFromFiveLevelsDeepIsTheCarriers() throws Exception {
        steps(
                "C3",
                carrier -> {
                    ManualHook hook = new ManualHook();
                    ChildProbe<C> child = new ChildProbe<>(childValue());
                    child.doing(
                            cx -> {
                                if (child.polls() == 1) {
                                    acquireIfPossible(cx, hook);
                                }
                            });
                    PollFuture<C> inner = child;
                    for (int i = 1; i < LEVELS; i++) {
                        inner = asChild(createParent(inner));
                    }
                    Subject<T> outermost = Subject.of(createParent(inner));
                    int before = carrier.wakes().wakes();
                    require(
                            !isDone(poll(outermost, carrier.context())),
                            "C3",
                            outermost.future() + " is done before the innermost child.");
                    require(
                            carrier.slot().held() == hook,
                            "C3",
                            "the hook of the innermost child is not the carrier's" + PASS_IT_ON);
                    hook.event(child::release);
                    endWhenWoken(carrier, outermost, before);
                    child.requireKept();
                });
    }

    private static void acquireIfPossible(Context cx, ManualHook hook) {
        try {
            cx.reactor().acquire(hook);
        } catch (ReactorUnsupportedException noSlot) {
            // the carrier's slot stays empty, which is what is looked at
        }
    }
}
