package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.tck.BrokenParents.Parent;
import io.github.trunnion.tck.BrokenParents.Sound;

/** Parents that each do one thing wrong in what they give to a child, or take from it. */
final class BrokenContexts {
    private BrokenContexts() {}

    /** "One context is like another." */
    static final class KeepsItsFirstContext extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                private Context first;

                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    first = first == null ? cx : first;
                    return polled.poll(first);
                }
            };
        }
    }

    /** "A value that is null has not come yet." */
    static final class TakesNullForPending extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    return polled.poll(cx) instanceof Poll.Ready<String> ready
                                    && ready.value() != null
                            ? ready
                            : Poll.pending();
                }
            };
        }
    }

    /** "It was mine, and I have given it away." */
    static final class ForgetsItsValue extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                public void onDiscard(String value) {}
            };
        }
    }
}
