package io.github.trunnion.futures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FuturesStubTest {
    @Test
    void test_runs_in_the_named_module() {
        assertEquals("futures", FuturesStub.name());
        assertEquals("io.github.trunnion.futures", FuturesStubTest.class.getModule().getName());
    }
}
