package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Parents that each do one thing wrong, as somebody might who had thought of something else. */
final class BrokenParents {
    private BrokenParents() {}

    /** A future of the values of all its children; correct as it is. */
    static class Parent implements PollFuture<String> {
        final List<PollFuture<String>> live = new ArrayList<>();
        final List<PollFuture<String>> ready = new ArrayList<>();
        boolean polled;

        Parent(PollFuture<String> child) {
            live.add(child);
        }

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            polled = true;
            for (PollFuture<String> child : List.copyOf(live)) {
                try {
                    if (pollChild(child, cx) instanceof Poll.Ready<String> value) {
                        live.remove(child);
                        ready.add(child);
                        take(value.value());
                    }
                } catch (Throwable failure) {
                    live.remove(child);
                    throw failed(child, cx, failure);
                }
            }
            return live.isEmpty() ? Poll.ready("done") : Poll.pending();
        }

        Poll<String> pollChild(PollFuture<String> child, Context cx) throws Exception {
            return child.poll(cx);
        }

        void take(String value) throws Exception {}

        Exception failed(PollFuture<String> child, Context cx, Throwable failure) throws Exception {
            end();
            if (failure instanceof Error error) {
                throw error;
            }
            return (Exception) failure;
        }

        @Override
        public void cancel() {
            end();
            ready.forEach(child -> child.onDiscard("done"));
        }

        @Override
        public void onDiscard(String value) {
            ready.forEach(child -> child.onDiscard(value));
        }

        void end() {
            for (PollFuture<String> child : live) {
                try {
                    child.cancel();
                } catch (RuntimeException contained) {
                    // cancel must not throw
                }
            }
            live.clear();
        }

        @Override
        public String toString() {
            return "parent";
        }
    }

    /** Correct: its subclasses say what is wrong. */
    static class Sound extends ParentFutureVerification<String, String> {
        @Override
        protected Duration patience() {
            return getClass() == Sound.class ? super.patience() : Impatient.patience();
        }

        @Override
        protected String childValue() {
            return "done";
        }

        @Override
        protected PollFuture<String> createParent(PollFuture<String> child) {
            return parent(child);
        }

        @Override
        protected PollFuture<String> createParent(PollFuture<String> a, PollFuture<String> b) {
            Parent parent = parent(a);
            parent.live.add(b);
            return parent;
        }

        Parent parent(PollFuture<String> child) {
            return new Parent(child);
        }
    }

    /** "It can start already." */
    static final class PollsEarly extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            try {
                child.poll(Context.of(Wakers.noop()));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return new Parent(child);
        }
    }

    /** "I poll the child whenever I am polled anyway." */
    static final class GivesADeadWaker extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    return polled.poll(cx.withWaker(Wakers.noop()));
                }
            };
        }
    }

    /** "My waker is always the same." */
    static final class KeepsItsFirstWaker extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                private Waker first;

                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    first = first == null ? cx.waker() : first;
                    return polled.poll(cx.withWaker(first));
                }
            };
        }
    }

    /** "It is being polled, so it needs no wake." */
    static final class DropsSelfWakes extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                private boolean polling;

                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    Waker mine = cx.waker();
                    polling = true;
                    try {
                        return polled.poll(
                                cx.withWaker(
                                        () -> {
                                            if (!polling) {
                                                mine.wake();
                                            }
                                        }));
                    } finally {
                        polling = false;
                    }
                }
            };
        }
    }

    /** "I can poll right in the wake." */
    static final class PollsInTheWake extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    return polled.poll(cx.withWaker(() -> inWake(polled, cx)));
                }

                private void inWake(PollFuture<String> polled, Context cx) {
                    try {
                        pollChild(polled, cx);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    /** "To be sure." */
    static final class PollsOnceTooOften extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    Poll<String> poll = polled.poll(cx);
                    return poll.isReady() ? polled.poll(cx) : poll;
                }
            };
        }
    }

    /** "Perhaps it works now." */
    static final class TriesAgain extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Exception failed(PollFuture<String> failed, Context cx, Throwable failure)
                        throws Exception {
                    failed.poll(cx);
                    return super.failed(failed, cx, failure);
                }
            };
        }
    }

    /** "It is not a checked exception any more." */
    static final class WrapsFailures extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Exception failed(PollFuture<String> failed, Context cx, Throwable failure) {
                    return new RuntimeException(failure);
                }
            };
        }
    }

    /** "Nothing has started yet." */
    static final class ForgetsAnUnpolledChild extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                public void cancel() {
                    if (polled) {
                        super.cancel();
                    }
                }
            };
        }
    }

    /** "The garbage collector will see to it." */
    static final class ForgetsItsChild extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                void end() {}
            };
        }
    }

    /** "Cancel is idempotent." */
    static final class CancelsTwice extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                void end() {
                    live.forEach(PollFuture::cancel);
                    super.end();
                }
            };
        }
    }

    /** "Whoever cancels learns it." */
    static final class LetsCancelThrow extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                void end() {
                    live.forEach(PollFuture::cancel);
                    live.clear();
                }
            };
        }
    }

    /** "A value is not null." */
    static final class RefusesNull extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                void take(String value) {
                    Objects.requireNonNull(value);
                }
            };
        }
    }

    /** "Only the latest waker counts." */
    static final class RetiresOldWakers extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                private final AtomicInteger latest = new AtomicInteger();

                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    Waker mine = cx.waker();
                    int number = latest.incrementAndGet();
                    return polled.poll(
                            cx.withWaker(
                                    () -> {
                                        if (latest.get() == number) {
                                            mine.wake();
                                        }
                                    }));
                }
            };
        }
    }

    /** "A context is a waker." */
    static final class MakesAFreshContext extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    return polled.poll(Context.of(cx.waker()));
                }
            };
        }
    }

    /** "Each of my children has a slot of its own." */
    static final class HasASlotOfItsOwn extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                Poll<String> pollChild(PollFuture<String> polled, Context cx) throws Exception {
                    return polled.poll(
                            Context.of(cx.waker(), new TestCarrier().slot(), cx.timers()));
                }
            };
        }
    }

    /** "I poll all of them each time." */
    static final class PollsDoneSiblings extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    for (PollFuture<String> done : ready) {
                        done.poll(cx);
                    }
                    return super.poll(cx);
                }
            };
        }
    }

    /** "A value is no resource." */
    static final class DropsValues extends Sound {
        @Override
        Parent parent(PollFuture<String> child) {
            return new Parent(child) {
                @Override
                public void cancel() {
                    end();
                }
            };
        }
    }
}
