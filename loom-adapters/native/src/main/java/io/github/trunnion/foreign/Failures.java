package io.github.trunnion.foreign;

import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorUnsupportedException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What a native future has failed with, as an exception. */
final class Failures {
    private Failures() {}

    static Exception of(NativeResult result, FutureType type, MemorySegment future) {
        String text = result.text();
        String who = "The native future " + Long.toHexString(future.address());
        return switch (result.code()) {
            case Abi.ERR_CONFLICT ->
                    new ReactorConflictException(
                            who
                                    + " cannot wait where another native reactor is in use: "
                                    + text
                                    + ". A carrier parks in one reactor, and one reactor is one"
                                    + " library: the same source in two libraries makes two. Run"
                                    + " the two on different executors.",
                            null);
            case Abi.ERR_NO_REACTOR ->
                    new ReactorUnsupportedException(
                            who
                                    + " needs a reactor and its context takes none: "
                                    + text
                                    + ". Run it on an executor with a slot (BridgeExecutor.spawn,"
                                    + " BlockOn.run).");
            case Abi.ERR_REACTOR_FAILED ->
                    new ReactorFailedException(
                            who + " waited in a reactor that has failed or was closed.",
                            new IOException(text));
            default -> new NativeFutureException(result.code(), result.value(), text);
        };
    }
}
