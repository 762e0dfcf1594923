package io.github.trunnion.foreign;

import io.github.trunnion.futures.Promise;
import io.github.trunnion.tck.PollFutureVerification;
import io.github.trunnion.tck.Subject;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Native futures keep the rules of futures: one without a native library, and one in Rust. */
@ParameterizedClass(name = "{0}")
@EnumSource
class NativeFutureVerificationTest extends PollFutureVerification<Long> {
    enum Kind {
        /** A promise that is exported and wrapped again. */
        EXPORTED,
        /** A read in the reactor of the Rust crate. */
        RUST
    }

    private final Kind kind;

    NativeFutureVerificationTest(Kind kind) {
        this.kind = kind;
    }

    @Override
    protected Subject<Long> create() {
        return switch (kind) {
            case EXPORTED -> exported();
            case RUST -> rust();
        };
    }

    private static Subject<Long> exported() {
        Promise<Long> promise = new Promise<>();
        return Subject.of(
                        NativeFutures.<Long>wrap(
                                NativeFutures.export(promise, NativeValue::of),
                                NativeResult::value))
                .releasedBy(() -> promise.complete(1L));
    }

    private static Subject<Long> rust() {
        RustLibrary rust = RustLibrary.get();
        int event = Native.newEvent(); // never closed: the kit does not say when it is over
        return Subject.of(
                        NativeFutures.<Long>wrap(
                                rust.make("demo_event_wait", event), NativeResult::value))
                .releasedBy(() -> Native.addToEvent(event));
    }

    @Override
    protected boolean worksOnAnyThread() {
        return kind == Kind.EXPORTED;
    }
}
