package io.github.trunnion.conformance;

import io.github.trunnion.futures.Promise;
import io.github.trunnion.tck.PollFutureVerification;
import io.github.trunnion.tck.Subject;

/** A promise keeps the rules of futures. */
class PromiseConformanceTest extends PollFutureVerification<String> {
    @Override
    protected Subject<String> create() {
        Promise<String> promise = new Promise<>();
        return Subject.of(promise).releasedBy(() -> promise.complete("done"));
    }

    @Override
    protected boolean refusesPollsWhenDone() {
        return true;
    }
}
