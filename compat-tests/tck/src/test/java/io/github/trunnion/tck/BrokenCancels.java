package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.tck.BrokenFutures.Parts;
import io.github.trunnion.tck.BrokenFutures.Sound;

import java.util.Objects;

/** Futures that each do one thing wrong when they are not wanted any more. */
final class BrokenCancels {
    private BrokenCancels() {}

    /** "It has been polled by then." */
    static final class CancelNeedsAPoll extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public void cancel() {
                    Objects.requireNonNull(waker);
                    super.cancel();
                }
            };
        }
    }

    /** "They should know." */
    static final class ThrowsOnCancel extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public void cancel() {
                    if (holding) {
                        throw new IllegalStateException("in use");
                    }
                }
            };
        }
    }

    /** "When cancel returns it is over." */
    static final class WaitsInCancel extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public void cancel() {
                    while (holding && !released) {
                        BrokenFutures.pause();
                    }
                    super.cancel();
                }
            };
        }
    }

    /** "What has happened cannot be cancelled." */
    static final class RefusesALateCancel extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public void cancel() {
                    if (released) {
                        throw new IllegalStateException("too late");
                    }
                    super.cancel();
                }
            };
        }
    }

    /** "It fires for nobody, then." */
    static final class LeavesItsTimer extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public Poll<String> poll(Context cx) throws Exception {
                    var unused = cx.timers().wakeAfter(Long.MAX_VALUE, cx.waker());
                    return super.poll(cx);
                }
            };
        }
    }

    /** "After cancel nothing comes." */
    static final class NeedsItsWakerInTheEvent extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                void wakeKept() {
                    if (holding) {
                        BrokenFutures.pause();
                        waker.wake();
                    }
                }

                @Override
                public void cancel() {
                    super.cancel();
                    waker = null;
                }
            };
        }
    }

    /** "There is nothing to take back." */
    static final class RefusesADiscard extends Sound {
        @Override
        Parts parts() {
            return new Parts() {
                @Override
                public void onDiscard(String value) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }
}
