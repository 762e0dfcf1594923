package io.github.trunnion.examples.fetch;

import io.github.trunnion.examples.RustDemo;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Fetches with sockets of a Rust library: the carrier waits inside Rust. Everything else is that of
 * {@link HttpGet}.
 */
final class NativeWay implements Way {
    /** The system property that names the library. */
    static final String LIBRARY = "fetch.native";

    private final Names names;
    private final RustSocket.Library library;

    NativeWay(Names names) {
        this.names = names;
        this.library =
                new RustSocket.Library(RustDemo.lookup(Path.of(System.getProperty(LIBRARY))));
    }

    @Override
    public PollFuture<?> get(URI uri, Download download) {
        if (!PollWay.isHttp(uri)) {
            return PollFutures.failed(PollWay.unsupported(uri));
        }
        return PollFutures.then(names.resolve(uri), address -> get(uri, address, download));
    }

    private PollFuture<@Nullable Void> get(URI uri, InetSocketAddress address, Download download) {
        return PollFutures.using(
                library.connect(address),
                socket ->
                        PollFutures.then(
                                socket.write(HttpGet.request(uri)),
                                written -> receive(socket, new ResponseReader(download::add))),
                RustSocket::close);
    }

    private static PollFuture<@Nullable Void> receive(RustSocket socket, ResponseReader response) {
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                socket.read(HttpGet.BUFFER_SIZE), bytes -> take(bytes, response)));
    }

    private static Poll<@Nullable Void> take(byte[] bytes, ResponseReader response)
            throws IOException {
        if (bytes.length == 0) {
            response.end();
            return Poll.ready(null);
        }
        return response.read(ByteBuffer.wrap(bytes)) ? Poll.ready(null) : Poll.pending();
    }
}
