package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Futures that each do one thing wrong, as somebody might who had thought of something else. */
final class BrokenFutures {
    private BrokenFutures() {}

    /** A future of one waker that is released by hand; correct as it is. */
    static class Parts implements PollFuture<String> {
        volatile Waker waker;
        volatile boolean released;
        volatile boolean started;
        volatile boolean holding;
        boolean done;

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            if (done) {
                throw new IllegalStateException("done");
            }
            started = true;
            waker = cx.waker();
            return look();
        }

        Poll<String> look() throws Exception {
            if (released) {
                done = true;
                holding = false;
                return Poll.ready("done");
            }
            holding = true;
            return Poll.pending();
        }

        void release() {
            released = true;
            wakeKept();
        }

        void wakeKept() {
            Waker kept = waker;
            if (kept != null) {
                kept.wake();
            }
        }

        @Override
        public void cancel() {
            done = true;
            holding = false;
        }

        @Override
        public String toString() {
            return "parts";
        }
    }

    /** Correct: its subclasses say what is wrong. */
    static class Sound extends PollFutureVerification<String> {
        @Override
        protected Duration patience() {
            return getClass() == Sound.class ? super.patience() : Impatient.patience();
        }

        @Override
        protected boolean refusesPollsWhenDone() {
            return true;
        }

        @Override
        protected boolean worksOnAnyThread() {
            return true;
        }

        @Override
        protected Subject<String> create() {
            Parts parts = parts();
            return Subject.of(parts)
                    .releasedBy(parts::release)
                    .startedIf(() -> parts.started)
                    .holdingIf(() -> parts.holding);
        }

        @Override
        protected Subject<String> createOfNull() {
            return Subject.of(ofNull());
        }

        Parts parts() {
            return new Parts();
        }

        PollFuture<String> ofNull() {
            return cx -> Poll.ready(null);
        }
    }

    static void pause() {
        LockSupport.parkNanos(100_000);
    }

    /** "The event is there in a moment." */
    static final class BlocksInPoll extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                Poll<String> look() throws Exception {
                    while (!released) {
                        pause();
                    }
                    return super.look();
                }
            };
        }
    }

    /** "Nothing yet is null." */
    static final class ReturnsNull extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                @SuppressWarnings("NullAway")
                public Poll<String> poll(Context cx) throws Exception {
                    Poll<String> poll = super.poll(cx);
                    return poll.isReady() ? poll : null;
                }
            };
        }
    }

    /** "One lock for everything is safe." */
    static final class WakesUnderItsLock extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public synchronized Poll<String> poll(Context cx) throws Exception {
                    return super.poll(cx);
                }

                @Override
                synchronized void release() {
                    super.release();
                }

                @Override
                public synchronized void cancel() {
                    super.cancel();
                }
            };
        }
    }

    /** "Somebody will look." */
    static final class NeverWakes extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                void wakeKept() {}
            };
        }
    }

    /** "Nobody waits, so the event is for nobody." */
    static final class MissesAnEarlyEvent extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                void release() {
                    released = waker != null;
                    wakeKept();
                }
            };
        }
    }

    /** "The waker is always the same." */
    static final class KeepsItsFirstWaker extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    Waker first = waker;
                    Poll<String> poll = super.poll(cx);
                    waker = first == null ? waker : first;
                    return poll;
                }
            };
        }
    }

    /** "I have just looked." */
    static final class LooksBeforeItStores extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    if (done) {
                        throw new IllegalStateException("done");
                    }
                    started = true;
                    Poll<String> poll = look();
                    if (!poll.isReady()) {
                        waker = cx.waker();
                    }
                    return poll;
                }
            };
        }
    }

    /** "I asked for the waker first, and then looked." */
    static final class StoresLate extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    if (done) {
                        throw new IllegalStateException("done");
                    }
                    started = true;
                    Waker given = cx.waker();
                    Poll<String> poll = look();
                    pause();
                    waker = given;
                    return poll;
                }
            };
        }
    }

    /** "I am polled again, so it has happened." */
    static final class TrustsThePoll extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                Poll<String> look() throws Exception {
                    released |= holding;
                    return super.look();
                }
            };
        }
    }

    /** "Nobody polls without a reason." */
    static final class RefusesPolls extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                Poll<String> look() throws Exception {
                    if (holding && !released) {
                        throw new IllegalStateException("nothing has happened");
                    }
                    return super.look();
                }
            };
        }
    }

    /** "The context has it all." */
    static final class KeepsItsContext extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                private volatile Context kept;

                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    kept = cx;
                    return super.poll(cx);
                }

                @Override
                void wakeKept() {
                    if (kept != null) {
                        kept.waker().wake();
                    }
                }
            };
        }
    }

    /** "It does not work at all, so it breaks nothing." */
    static final class OnlyFails extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public Poll<String> poll(Context cx) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    /** "The sooner the better." */
    static final class StartsAtOnce extends Sound {
        @Override
        Parts parts() {
            Parts parts = new Parts();
            parts.started = true;
            return parts;
        }
    }

    /** "The garbage collector will see to it." */
    static final class KeepsWhatItHolds extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public void cancel() {
                    done = true;
                }
            };
        }
    }

    /** "The value is still there." */
    static final class AnswersTwice extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    return done ? Poll.ready("done") : super.poll(cx);
                }
            };
        }
    }

    /** "The owner has one thread." */
    static final class KnowsItsThread extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                private Thread home;

                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    if (home != null && home != Thread.currentThread()) {
                        throw new IllegalStateException("not on " + home);
                    }
                    home = Thread.currentThread();
                    return super.poll(cx);
                }
            };
        }
    }

    /** "Null means that something went wrong." */
    static final class TurnsNullIntoText extends Sound {
        @Override
        PollFuture<String> ofNull() {
            return cx -> Poll.ready("null");
        }
    }
}
