package io.github.trunnion.conformance;

import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The reactor of NIO channels keeps the rules of hooks; its interest is that of a read. */
class SelectorReactorConformanceTest extends ReactorHookVerification<SelectorReactor> {
    @Override
    protected SelectorReactor createHook(ReactorHost host) throws IOException {
        return SelectorReactor.open(host);
    }

    @Override
    protected HookEvent arm(SelectorReactor hook, Context cx) throws Exception {
        PollPipe pipe = PollPipe.open();
        PollFuture<Integer> read = pipe.read(ByteBuffer.allocate(1));
        if (read.poll(cx).isReady()) {
            throw new AssertionError("the pipe is not empty");
        }
        return HookEvent.of(
                () -> Pipes.write(pipe),
                () -> {
                    read.cancel();
                    pipe.close();
                });
    }

    @Override
    protected boolean countsEventsExactly() {
        return true;
    }

    @Override
    protected boolean dropsInterest() {
        return true;
    }

    @Override
    protected boolean refusesParkWhenFailed() {
        return true;
    }
}
