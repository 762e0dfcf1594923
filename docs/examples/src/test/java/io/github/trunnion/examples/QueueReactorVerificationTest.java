package io.github.trunnion.examples;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import java.util.concurrent.CompletableFuture;

/** The kit on the reactor of the examples; here, because only its package can see it. */
class QueueReactorVerificationTest extends ReactorHookVerification<QueueReactor> {
    @Override
    protected QueueReactor createHook(ReactorHost host) {
        return new QueueReactor(host);
    }

    /** The helper is the thread that makes the event happen. */
    @Override
    protected HookEvent arm(QueueReactor reactor, Context cx) throws Exception {
        CompletableFuture<Runnable> work = new CompletableFuture<>();
        QueueJob<String> job = new QueueJob<>(work::complete, () -> "done");
        job.poll(cx);
        return HookEvent.of(() -> work.join().run(), job::cancel);
    }

    @Override
    protected boolean countsEventsExactly() {
        return true;
    }
}
