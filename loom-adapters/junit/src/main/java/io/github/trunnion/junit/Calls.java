package io.github.trunnion.junit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.StageScope;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** What a call in the byte code is. */
final class Calls {
    private static final Set<String> DEPENDENTS =
            Set.of(
                    "acceptEither",
                    "applyToEither",
                    "exceptionally",
                    "exceptionallyCompose",
                    "handle",
                    "runAfterBoth",
                    "runAfterEither",
                    "thenAccept",
                    "thenAcceptBoth",
                    "thenApply",
                    "thenCombine",
                    "thenCompose",
                    "thenRun",
                    "whenComplete");

    private static final Set<String> SCOPE_WAITS = Set.of("join", "race", "all", "close");

    private Calls() {}

    static boolean isJoinOrGet(JavaMethodCall call) {
        String name = call.getName();
        return (name.equals("get") && call.getTargetOwner().isAssignableTo(Future.class))
                || (name.equals("join")
                        && (call.getTargetOwner().isAssignableTo(CompletableFuture.class)
                                || call.getTargetOwner().isAssignableTo(TaskFuture.class)));
    }

    /** Whether it may park the thread: of this library, or join and get of any future. */
    static boolean waits(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        String name = call.getName();
        boolean await =
                owner.getPackageName().equals(Await.class.getPackageName())
                        && (name.startsWith("await") || name.equals("outcome"));
        return await
                || (owner.isEquivalentTo(StageScope.class) && SCOPE_WAITS.contains(name))
                || (owner.isEquivalentTo(BlockOn.class) && name.equals("run"))
                || (owner.isEquivalentTo(BridgeExecutor.class) && name.equals("await"))
                || isJoinOrGet(call);
    }

    static boolean isAsyncWithoutExecutor(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        return call.getName().endsWith("Async")
                && owner.isAssignableTo(CompletionStage.class)
                && !owner.isAssignableTo(TaskFuture.class)
                && call.getTarget().getRawParameterTypes().stream()
                        .noneMatch(type -> type.isAssignableTo(Executor.class));
    }

    static boolean isTimeout(JavaMethodCall call) {
        return (call.getName().equals("orTimeout") || call.getName().equals("completeOnTimeout"))
                && call.getTargetOwner().isAssignableTo(CompletableFuture.class);
    }

    static boolean isDependentWithoutAsync(JavaMethodCall call) {
        return DEPENDENTS.contains(call.getName())
                && call.getTargetOwner().isAssignableTo(CompletionStage.class);
    }
}
