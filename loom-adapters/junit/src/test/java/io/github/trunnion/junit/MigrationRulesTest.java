package io.github.trunnion.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Each rule against code that obeys it and code that does not. */
class MigrationRulesTest {
    private static List<String> violations(ArchRule rule, Class<?>... types) {
        JavaClasses classes = new ClassFileImporter().importClasses(types);
        return rule.evaluate(classes).getFailureReport().getDetails();
    }

    static class Joins {
        String joins(CompletableFuture<String> stage) {
            return stage.join();
        }

        String gets(Future<String> future) throws Exception {
            return future.get(1, TimeUnit.SECONDS);
        }

        String ofATask(TaskFuture<String> task) throws Exception {
            return task.get() + task.join();
        }
    }

    static class Awaits {
        String awaits(CompletableFuture<String> stage, List<String> list, Supplier<String> supplier)
                throws Exception {
            return Await.await(stage) + list.get(0) + supplier.get() + stage.getNow("");
        }
    }

    @Test
    void joinAndGet_outsideOfThePackages_areFound() {
        List<String> found =
                violations(MigrationRules.joinAndGetOnlyIn("com.example"), Joins.class);
        assertThat(found).hasSize(4);
        assertThat(found.get(0)).contains("Joins.", "MigrationRulesTest.java:", "Await.await");
        assertThat(violations(MigrationRules.joinAndGetOnlyIn("com.example"), Awaits.class))
                .isEmpty();
        assertThat(
                        violations(
                                MigrationRules.joinAndGetOnlyIn("io.github.trunnion.junit.."),
                                Joins.class))
                .isEmpty();
    }

    static class CommonPool {
        void runs(CompletableFuture<String> stage) {
            CompletableFuture<String> started = CompletableFuture.supplyAsync(() -> "value");
            started.thenApplyAsync(x -> x).thenCombineAsync(stage, String::concat).isDone();
        }
    }

    static class OwnThreads {
        void runs(CompletableFuture<String> stage, Executor pool, TaskFuture<String> task) {
            CompletableFuture<String> started = CompletableFuture.supplyAsync(() -> "value", pool);
            started.thenApplyAsync(x -> x, pool).thenCombineAsync(stage, String::concat, pool);
            task.thenApplyAsync(x -> x);
        }
    }

    @Test
    void asyncWithoutAnExecutor_isFound() {
        assertThat(violations(MigrationRules.noAsyncWithoutExecutor(), CommonPool.class))
                .hasSize(3)
                .allMatch(found -> found.contains("give it an executor"));
        assertThat(violations(MigrationRules.noAsyncWithoutExecutor(), OwnThreads.class)).isEmpty();
    }

    static class WaitsAtOnce {
        static final String VALUE = Blocking.supply(() -> "value").join();
    }

    static class WaitsLater {
        static final Supplier<String> VALUE = () -> Blocking.supply(() -> "value").join();
    }

    @Test
    void waitInAStaticInitialiser_isFound_inALambdaThereItIsNot() {
        assertThat(violations(MigrationRules.noAwaitInStaticInitializers(), WaitsAtOnce.class))
                .hasSize(1);
        assertThat(
                        violations(
                                MigrationRules.noAwaitInStaticInitializers(),
                                WaitsLater.class,
                                Awaits.class))
                .isEmpty();
    }

    interface Handler {
        void handle(CompletableFuture<String> event) throws Exception;
    }

    static class WaitingHandler implements Handler {
        @Override
        public void handle(CompletableFuture<String> event) throws Exception {
            Await.await(event, Duration.ofSeconds(1));
        }
    }

    static class StartingHandler implements Handler {
        @Override
        public void handle(CompletableFuture<String> event) {
            Blocking.supply(() -> Await.await(event));
        }
    }

    @Test
    void waitInAHandler_isFound_inABodyThatItStartsItIsNot() {
        ArchRule rule = MigrationRules.noAwaitIn(Handler.class.getName());
        assertThat(violations(rule, WaitingHandler.class))
                .hasSize(1)
                .allMatch(found -> found.contains("Blocking.supply"));
        assertThat(violations(rule, StartingHandler.class, Awaits.class)).isEmpty();
    }

    static class HangsOnATimeout {
        CompletableFuture<String> timed(CompletableFuture<String> stage) {
            return stage.thenApply(String::strip)
                    .orTimeout(1, TimeUnit.SECONDS)
                    .exceptionally(late -> "none");
        }
    }

    static class TimeoutLast {
        CompletableFuture<String> timed(CompletableFuture<String> stage, Executor pool) {
            return stage.thenApply(String::strip)
                    .orTimeout(1, TimeUnit.SECONDS)
                    .exceptionallyAsync(late -> "none", pool);
        }
    }

    @Test
    void dependentOfATimeout_isFound_beforeItOrAsyncItIsNot() {
        assertThat(violations(MigrationRules.noDependentOfATimeout(), HangsOnATimeout.class))
                .hasSize(1)
                .allMatch(found -> found.contains("exceptionallyAsync with an executor"));
        assertThat(violations(MigrationRules.noDependentOfATimeout(), TimeoutLast.class)).isEmpty();
    }

    @Test
    void rulesThatSayNothing_areRefused() {
        assertThatThrownBy(MigrationRules::joinAndGetOnlyIn)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("packages is empty: name at least one, or the rule says nothing.");
        assertThatThrownBy(MigrationRules::noAwaitIn).hasMessageStartingWith("handlerTypes is");
        assertThatThrownBy(() -> MigrationRules.noAwaitIn((String[]) null))
                .hasMessage("handlerTypes");
    }
}
