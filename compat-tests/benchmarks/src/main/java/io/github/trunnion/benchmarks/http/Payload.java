package io.github.trunnion.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What every server answers to GET /, and where it listens. */
final class Payload {
    static final String TYPE = "text/plain";
    static final String TEXT = "All servers send these same bytes. ".repeat(4).substring(0, 128);

    private static final byte[] BODY = TEXT.getBytes(US_ASCII);

    private Payload() {}

    /** The body, not to be written to. */
    static byte[] body() {
        return BODY;
    }

    /** Any free port of the loopback interface. */
    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The loopback interface, for servers that want it as text. */
    static String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }
}
