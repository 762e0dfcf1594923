package io.github.trunnion.futures;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Replaced by the first real stress test. */
@JCStressTest
@Outcome(id = "7, 7", expect = Expect.ACCEPTABLE, desc = "both reach the package-private method")
@State
public class StubStress {
    /** Reads. */
    @Actor
    public void first(II_Result r) {
        r.r1 = FuturesStub.name().length();
    }

    /** Reads. */
    @Actor
    public void second(II_Result r) {
        r.r2 = FuturesStub.name().length();
    }
}
