package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

class GuidesStubTest {
    @Test
    void guides_are_beside_the_module() {
        assertTrue(Files.exists(Path.of("..", "pom.xml")));
    }
}
