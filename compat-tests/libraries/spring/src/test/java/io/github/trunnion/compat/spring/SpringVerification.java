package io.github.trunnion.compat.spring;

import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.HeldBodyOperation;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;

import org.junit.jupiter.api.AfterEach;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import java.io.IOException;
import java.util.concurrent.Future;

/** A method under Async that blocks. */
abstract class SpringVerification extends LibraryVerification {
    private final AnnotationConfigApplicationContext context;
    private final Service service;

    SpringVerification(Class<?> executor) {
        context = AsyncContext.of(executor);
        service = context.getBean(Service.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** Calls the method. */
    abstract Future<String> call(Service service, HeldBody body) throws Exception;

    private final class Call extends HeldBodyOperation {
        private final Future<String> future;

        Call() throws Exception {
            future = call(service, body);
        }

        @Override
        public Object source() {
            return future;
        }

        @Override
        public void cancel() {
            future.cancel(true);
        }
    }

    @Override
    protected Pending begin() throws Exception {
        return new Call();
    }

    @Override
    protected void reached(Pending pending) throws InterruptedException {
        ((Call) pending).awaitBegun();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }
}
