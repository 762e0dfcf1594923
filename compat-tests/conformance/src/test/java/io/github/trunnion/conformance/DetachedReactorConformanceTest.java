package io.github.trunnion.conformance;

import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.tck.PollFutureVerification;
import io.github.trunnion.tck.Subject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A read that waits in a detached reactor keeps the rules of futures. */
class DetachedReactorConformanceTest extends PollFutureVerification<Integer> {
    private static final SelectorReactor.Detached REACTOR = SelectorReactor.detached();

    private final List<PollPipe> pipes = new CopyOnWriteArrayList<>();

    @Override
    protected Subject<Integer> create() throws Exception {
        PollPipe pipe = PollPipe.open(REACTOR);
        pipes.add(pipe);
        PollFuture<Integer> read = pipe.read(ByteBuffer.allocate(1));
        return Subject.of(read)
                .releasedBy(
                        () -> {
                            try {
                                Pipes.write(pipe);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    @Override
    protected boolean refusesPollsWhenDone() {
        return true;
    }

    @AfterEach
    void closePipes() throws IOException {
        for (PollPipe pipe : pipes) {
            pipe.close();
        }
    }

    @AfterAll
    static void closeReactor() {
        REACTOR.close();
    }
}
