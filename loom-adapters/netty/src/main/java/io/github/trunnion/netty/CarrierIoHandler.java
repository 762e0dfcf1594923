package io.github.trunnion.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/** Netty's handler, woken only when the carrier blocks in it. */
final class CarrierIoHandler implements IoHandler {
    private final IoHandler handler;
    private final ParkWord word;
    private final Thread thread;

    /** Null where waits are exact. */
    private final @Nullable MillisContext millis;

    /** Confined to the carrier. */
    private boolean initialized;

    /** Wraps one; the flag says that it waits for milliseconds. */
    CarrierIoHandler(IoHandler handler, ParkWord word, Thread thread, boolean waitsMillis) {
        this.handler = handler;
        this.word = word;
        this.thread = thread;
        this.millis = waitsMillis ? new MillisContext() : null;
    }

    /** The event loop calls this after each task that it was given by another thread. */
    @Override
    public void wakeup() {
        wake(word.mark(ParkWord.TASKS));
    }

    /** Wakes the carrier where it sleeps, if it does; harmless at any other time. */
    void wake(int where) {
        if (where == ParkWord.BLOCKING) {
            handler.wakeup();
        } else if (where == ParkWord.PARKED) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void initialize() {
        if (!initialized) {
            initialized = true;
            handler.initialize();
        }
    }

    @Override
    public int run(IoHandlerContext context) {
        return handler.run(millis == null ? context : millis.of(context));
    }

    @Override
    public void prepareToDestroy() {
        handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
        handler.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handler.register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }

    @Override
    public String toString() {
        return handler.toString();
    }
}
