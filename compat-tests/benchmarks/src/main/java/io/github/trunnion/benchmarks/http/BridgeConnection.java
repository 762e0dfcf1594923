package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.loom.Await;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Serves one connection to its end: code that blocks, for a virtual thread of its own. */
final class BridgeConnection implements Runnable {
    private static final int BUFFER_SIZE = 8192;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_DRAINED = 1 << 16;

    private final PollSocket socket;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_SIZE).limit(0);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private final RequestReader reader = new RequestReader();

    BridgeConnection(PollSocket socket) {
        this.socket = socket;
    }

    @Override
    public void run() {
        try (socket) {
            socket.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
            try {
                serve();
            } catch (Refusal refusal) {
                AnswerWriter.putError(out, refusal.status(), true);
                flush();
                linger();
            }
        } catch (IOException | TimeoutException gone) {
            // the client has left, or does not read
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() throws IOException, InterruptedException, Refusal {
        do {
            if (!answerAll()) {
                return;
            }
        } while (fill());
    }

    /** Answers the requests that have arrived; false after the last one of the connection. */
    private boolean answerAll() throws IOException, InterruptedException, Refusal {
        RequestHead request = reader.next(in);
        while (request != null) {
            if (out.remaining() < 2 * AnswerWriter.MAX_SIZE) { // room for a refusal too
                flush();
            }
            answer(request);
            if (request.isLast()) {
                flush();
                return false;
            }
            request = reader.next(in);
        }
        flush();
        return true;
    }

    private void answer(RequestHead request) {
        if (!request.target().equals("/")) {
            AnswerWriter.putError(out, 404, request.isLast());
        } else if (!request.method().equals("GET")) {
            AnswerWriter.putError(out, 405, request.isLast());
        } else {
            Served.count();
            AnswerWriter.putText(out, Payload.body(), request.isLast());
        }
    }

    private void flush() throws IOException, InterruptedException {
        out.flip();
        if (out.hasRemaining()) {
            var _ = Await.await(socket.writeFully(out), IOException.class);
        }
        out.clear();
    }

    private boolean fill() throws IOException, InterruptedException {
        in.compact();
        try {
            return Await.await(socket.read(in), IOException.class) >= 0;
        } finally {
            in.flip();
        }
    }

    /** Reads what was sent before the client saw the refusal, which a reset would destroy. */
    private void linger() throws IOException, InterruptedException, TimeoutException {
        socket.shutdownOutput();
        int drained = 0;
        int count = 0;
        while (count >= 0 && drained < MAX_DRAINED) {
            drained += count;
            count = Await.await(socket.read(in.clear()), PATIENCE);
        }
    }
}
