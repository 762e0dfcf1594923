package io.github.trunnion.examples.fetch;

import io.github.trunnion.foreign.NativeFutureException;
import io.github.trunnion.loom.AwaitException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Says in words why an item failed. */
final class Failures {
    /** ECONNREFUSED on Linux. */
    private static final int CONNECTION_REFUSED = 111;

    private Failures() {}

    static String describe(Throwable failure) {
        if (failure instanceof AwaitException && failure.getCause() != null) {
            return describe(failure.getCause());
        }
        String message = failure.getMessage();
        if (failure instanceof UnknownHostException || hasUnresolvedAddress(failure)) {
            return "unknown host";
        }
        if (failure instanceof ConnectException) {
            return message == null || message.equals("Connection refused")
                    ? "connection refused"
                    : "cannot connect: " + message;
        }
        if (failure instanceof NativeFutureException rust) {
            return rust.value() == CONNECTION_REFUSED ? "connection refused" : message + "";
        }
        if (failure instanceof IOException && message != null) {
            return message;
        }
        return failure.toString();
    }

    /** This is how the HTTP client of the JDK reports an unknown host. */
    private static boolean hasUnresolvedAddress(Throwable failure) {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
