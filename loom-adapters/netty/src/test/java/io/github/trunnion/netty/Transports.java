package io.github.trunnion.netty;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** Which transports the tests can use here; -Drequire.transports=true makes a missing one fail. */
final class Transports {
    private Transports() {}

    static void require(NettyTransport transport) {
        Throwable missing = transport.unavailability();
        if (missing != null) {
            String why = transport + " is not available: " + missing + ", " + missing.getCause();
            if (Boolean.getBoolean("require.transports")) {
                fail(why);
            }
            abort(why);
        }
    }
}
