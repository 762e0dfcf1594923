package io.github.trunnion.junit;

import static java.util.Objects.requireNonNull;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

import java.util.List;

/**
 * Rules for ArchUnit that keep code in order which moves from {@code CompletableFuture} to awaits.
 *
 * <pre>{@code
 * JavaClasses ours = new ClassFileImporter().importPackages("com.example");
 * MigrationRules.joinAndGetOnlyIn("com.example.adapters..").check(ours);
 * }</pre>
 *
 * <p>They need {@code com.tngtech.archunit:archunit} on the test class path, which this artifact
 * does not bring. They look at calls that stand in the code; of what is called through an interface
 * of somebody's own, or by reflection, they know nothing. A code base that cannot obey yet can
 * freeze what it has: {@code FreezingArchRule.freeze(rule)}.
 */
public final class MigrationRules {
    private MigrationRules() {}

    /**
     * {@code join} and {@code get} of futures only at the boundary: everywhere else an await says
     * the same, cancels when it is given up, and its trace names the caller.
     *
     * @param packages where they may stand, as ArchUnit writes packages, such as {@code
     *     "com.example.adapters.."}
     * @return a rule
     */
    public static ArchRule joinAndGetOnlyIn(String... packages) {
        requireNames(packages, "packages");
        return ArchRuleDefinition.classes()
                .that()
                .resideOutsideOfPackages(packages)
                .should(
                        new CallCondition(
                                "call neither join nor get of a future",
                                Calls::isJoinOrGet,
                                call -> "await it (Await.await, Await.awaitFuture)"))
                .allowEmptyShould(true)
                .because("an await cancels what it gives up, and its trace names the caller");
    }

    /**
     * No {@code Async} method without an executor: it would use the common pool, whose few threads
     * are everybody's. A {@link io.github.trunnion.bridge.TaskFuture} has virtual threads for that,
     * and may.
     *
     * @return a rule
     */
    public static ArchRule noAsyncWithoutExecutor() {
        return ArchRuleDefinition.classes()
                .should(
                        new CallCondition(
                                "give each Async method an executor",
                                Calls::isAsyncWithoutExecutor,
                                call -> "give it an executor, or use Blocking.supply"))
                .allowEmptyShould(true)
                .because("the common pool has few threads, and they are everybody's");
    }

    /**
     * No wait in a static initialiser: it keeps a virtual thread on its carrier, and whoever else
     * needs the class waits too. What a lambda does later is not meant.
     *
     * @return a rule
     */
    public static ArchRule noAwaitInStaticInitializers() {
        return ArchRuleDefinition.classes()
                .should(
                        new CallCondition(
                                "not wait in a static initialiser",
                                call ->
                                        Calls.waits(call)
                                                && !call.isDeclaredInLambda()
                                                && call.getOrigin()
                                                        instanceof JavaStaticInitializer,
                                call ->
                                        "wait where the value is used, or in a method that makes"
                                                + " it"))
                .allowEmptyShould(true)
                .because("a class initialiser that waits pins its thread, and others wait for it");
    }

    /**
     * No wait in the handlers of an event loop, outside of lambdas, which others may run.
     *
     * @param handlerTypes names of the classes or interfaces that an event loop calls, such as
     *     {@code "io.netty.channel.ChannelHandler"}
     * @return a rule
     */
    public static ArchRule noAwaitIn(String... handlerTypes) {
        List<String> types = requireNames(handlerTypes, "handlerTypes");
        return ArchRuleDefinition.classes()
                .should(
                        new CallCondition(
                                "not wait in a handler of " + String.join(", ", types),
                                call ->
                                        Calls.waits(call)
                                                && !call.isDeclaredInLambda()
                                                && types.stream()
                                                        .anyMatch(
                                                                call.getOriginOwner()
                                                                        ::isAssignableTo),
                                call -> "start a virtual thread (Blocking.supply) and wait there"))
                .allowEmptyShould(true)
                .because("everything else on that loop would wait too");
    }

    /**
     * After {@code orTimeout} or {@code completeOnTimeout} no dependent without {@code Async}, in
     * the same method from that line on: when the time is up it runs on the one thread that all
     * time-outs of the JDK share. It looks at lines, so what stands below and belongs to another
     * stage is found as well.
     *
     * @return a rule
     */
    public static ArchRule noDependentOfATimeout() {
        return ArchRuleDefinition.classes()
                .should(
                        new CallCondition(
                                "not hang a dependent without Async on orTimeout",
                                MigrationRules::followsATimeout,
                                call ->
                                        "use "
                                                + call.getName()
                                                + "Async with an executor, or await with a"
                                                + " time-out"))
                .allowEmptyShould(true)
                .because("one thread of the JDK runs what hangs on any time-out of the process");
    }

    private static boolean followsATimeout(JavaMethodCall call) {
        return Calls.isDependentWithoutAsync(call)
                && call.getOrigin().getMethodCallsFromSelf().stream()
                        .anyMatch(
                                other ->
                                        Calls.isTimeout(other)
                                                && other.isDeclaredInLambda()
                                                        == call.isDeclaredInLambda()
                                                && other.getLineNumber() <= call.getLineNumber());
    }

    private static List<String> requireNames(String[] names, String parameter) {
        List<String> all = List.of(requireNonNull(names, parameter));
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    parameter + " is empty: name at least one, or the rule says nothing.");
        }
        return all;
    }
}
