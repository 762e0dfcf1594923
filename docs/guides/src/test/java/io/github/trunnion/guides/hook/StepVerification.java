package io.github.trunnion.guides.hook;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.guides.hook.Reactor.Wait;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The kit, on one step. */
abstract class StepVerification extends ReactorHookVerification<Reactor> {

    // region hook-kit
    static final class Whole extends ReactorHookVerification<Reactor> {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep8(host);
        }

        @Override
        protected HookEvent arm(Reactor reactor, Context cx) {
            Reactor.Wait wait = new Reactor.Wait(cx.waker(), new Object());
            reactor.register(wait);
            return HookEvent.of(() -> reactor.happened(wait), () -> reactor.drop(wait));
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
        protected BooleanSupplier released(Reactor reactor) {
            return reactor::isEmpty;
        }
    }

    // endregion

    private static Duration patience = Duration.ofMillis(800);

    static void patience(Duration duration) {
        patience = duration;
    }

    @Override
    protected Duration patience() {
        return patience;
    }

    @Override
    protected HookEvent arm(Reactor reactor, Context cx) {
        Wait wait = new Wait(cx.waker(), new Object());
        reactor.register(wait);
        return HookEvent.of(() -> reactor.happened(wait), () -> reactor.drop(wait));
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
    protected BooleanSupplier released(Reactor reactor) {
        return reactor::isEmpty;
    }

    static final class Step1 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep1();
        }
    }

    static final class Step2 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep2();
        }
    }

    static final class Step3 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep3();
        }
    }

    static final class Step4 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep4();
        }
    }

    static final class Step5 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep5(host);
        }
    }

    static final class Step6 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep6(host);
        }
    }

    static final class Step7 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep7(host);
        }
    }

    static final class Step8 extends StepVerification {
        @Override
        protected Reactor createHook(ReactorHost host) {
            return new HookStep8(host);
        }
    }
}
