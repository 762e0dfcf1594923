package io.github.trunnion.nettysuite;

import io.github.trunnion.netty.NettyTransport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Around each class of Netty's tests: what is excluded, on which thread it runs, how long it may
 * take, and whether it has released its buffers. Found by ServiceLoader.
 */
public final class SuiteExtension
        implements ExecutionCondition,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterAllCallback,
                InvocationInterceptor {
    /** A class that has taken longer fails in its next test; each test has a limit besides. */
    private static final long CLASS_LIMIT_NANOS = 120_000_000_000L;

    private static final Namespace NAMESPACE = Namespace.create(SuiteExtension.class);
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        ByteBufUtil.setLeakListener((resource, records) -> LEAKS.add(resource + records));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestClass()
                .filter(tests -> tests == ExclusionsTest.class || tests == LeaksTest.class)
                .isPresent()) {
            return ConditionEvaluationResult.enabled("not of Netty");
        }
        NettyTransport transport = Suite.TRANSPORT;
        Throwable missing = transport.unavailability();
        if (missing != null) {
            return ConditionEvaluationResult.disabled(
                    "no " + transport + " here: " + missing + ", " + missing.getCause());
        }
        return context.getTestClass()
                .flatMap(tests -> Exclusions.reason(tests, context.getTestMethod().orElse(null)))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("fits"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        DeafHost.open();
        context.getStore(NAMESPACE).put("began", System.nanoTime());
        context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Suite.class, type -> Suite.running(), Suite.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        long took = System.nanoTime() - context.getStore(NAMESPACE).get("began", long.class);
        if (took > CLASS_LIMIT_NANOS) {
            throw new AssertionError("This class of tests has taken " + took + " ns already.");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireNoLeaks();
    }

    static void requireNoLeaks() {
        for (int i = 0; i < 2; i++) {
            System.gc();
            for (int j = 0; j < 50; j++) { // the detectors report when the next buffer is made
                PooledByteBufAllocator.DEFAULT.directBuffer().release();
                UnpooledByteBufAllocator.DEFAULT.directBuffer().release();
                ByteBufAllocator.DEFAULT.buffer().release();
            }
        }
        List<String> leaks = List.copyOf(LEAKS);
        LEAKS.clear();
        if (!leaks.isEmpty()) {
            throw new AssertionError("Buffers that were not released: " + leaks);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        call(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        call(invocation, context);
    }

    private static void call(Invocation<Void> invocation, ExtensionContext context)
            throws Throwable {
        if (!Suite.VIRTUAL) {
            invocation.proceed();
            return;
        }
        FutureTask<Void> test =
                new FutureTask<>(
                        () -> {
                            try {
                                return invocation.proceed();
                            } catch (Exception | Error thrown) {
                                throw thrown;
                            } catch (Throwable thrown) {
                                throw new ExecutionException(thrown);
                            }
                        });
        Thread caller =
                Suite.running().servers.executor().newThread(context.getDisplayName(), test);
        caller.start();
        try {
            test.get();
        } catch (InterruptedException timeout) {
            caller.interrupt();
            throw timeout;
        } catch (ExecutionException failed) {
            throw failed.getCause();
        }
    }
}
