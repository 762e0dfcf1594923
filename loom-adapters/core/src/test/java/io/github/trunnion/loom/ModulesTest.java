package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.Test;

import java.lang.module.ModuleDescriptor.Requires;
import java.util.Set;
import java.util.TreeSet;

/** sp01: what the core needs at run time. */
class ModulesTest {
    @Test
    void sp01_modulesOfTheCore_requireTheJdkAndSlf4jOnly() {
        Set<String> foreign = new TreeSet<>();
        for (Class<?> type : Set.of(Await.class, BridgeExecutor.class, PollFuture.class)) {
            Module module = type.getModule();
            assumeTrue(module.isNamed(), "on the class path");
            for (Requires required : module.getDescriptor().requires()) {
                if (!required.modifiers().contains(Requires.Modifier.STATIC)) {
                    foreign.add(required.name());
                }
            }
        }
        foreign.removeIf(name -> name.matches("(java|jdk|io\\.github\\.trunnion)\\..*"));
        assertEquals(Set.of("org.slf4j"), foreign);
    }
}
