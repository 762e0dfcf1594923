package io.github.trunnion.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BridgeStubTest {
    @Test
    void test_runs_in_the_named_module() {
        assertEquals("bridge", BridgeStub.name());
        assertEquals("io.github.trunnion.bridge", BridgeStubTest.class.getModule().getName());
    }
}
