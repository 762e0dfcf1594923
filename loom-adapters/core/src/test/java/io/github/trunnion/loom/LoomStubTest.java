package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoomStubTest {
    @Test
    @Tag("module")
    void test_runs_in_the_named_module() {
        assertEquals("loom", LoomStub.name());
        assertEquals("io.github.trunnion.loom", LoomStubTest.class.getModule().getName());
    }
}
