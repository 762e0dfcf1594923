package io.github.trunnion.foreign;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.util.function.BooleanSupplier;

/** The kit on a native reactor whose functions are in Java: the hook without a native library. */
@EnabledOnOs(OS.LINUX) // epoll
class JavaReactorVerificationTest extends ReactorHookVerification<NativeReactor> {
    @Override
    protected NativeReactor createHook(ReactorHost host) {
        return new NativeReactor(JavaReactor.VTABLE, JavaReactor.open().data(), host);
    }

    @Override
    protected HookEvent arm(NativeReactor hook, Context cx) {
        WakeTarget target = WakerTable.allocate(null);
        target.replaceWaker(cx.waker());
        JavaReactor.Interest interest =
                JavaReactor.of(hook.data).register(WakerTable.VTABLE, target.id);
        return HookEvent.of(
                interest::fire,
                () -> {
                    interest.close();
                    WakerTable.free(target);
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

    @Override
    protected BooleanSupplier released(NativeReactor hook) {
        return hook::isReleased;
    }
}
