package io.github.trunnion.bridge;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Spares PIT's JVMs one run of all tests each: registered by the profile {@code pit} only.
 *
 * <p>PIT's plugin for JUnit finds the tests of a class by running them. The JVM that measures
 * coverage uses that run; one that tries mutants runs each test again on purpose, and there is a
 * new one after each mutant that hangs.
 */
public final class SkipWhilePitLooks implements InvocationInterceptor {
    private static final String TRIES = "org.pitest.mutationtest.execute.MutationTestMinion";
    private static final String LOOKS = "org.pitest.junit5.JUnit5TestUnitFinder";

    /** For the service loader. */
    public SkipWhilePitLooks() {}

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation);
    }

    private static void skipOrProceed(InvocationInterceptor.Invocation<Void> invocation)
            throws Throwable {
        Set<String> callers =
                StackWalker.getInstance()
                        .walk(
                                frames ->
                                        frames.map(StackWalker.StackFrame::getClassName)
                                                .collect(Collectors.toSet()));
        if (callers.contains(TRIES) && callers.contains(LOOKS)) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }
}
