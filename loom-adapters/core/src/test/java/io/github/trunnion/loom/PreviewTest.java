package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the classes of the library name. */
class PreviewTest {
    private static final String PREVIEW = "java/util/concurrent/StructuredTaskScope";

    @ParameterizedTest
    @ValueSource(classes = {PollFuture.class, BridgeExecutor.class, Await.class})
    void gr07_noClassOfTheLibrary_namesAPreviewType(Class<?> oneOfTheModule) throws Exception {
        String folder = '/' + oneOfTheModule.getPackageName().replace('.', '/');
        URL url = oneOfTheModule.getResource(oneOfTheModule.getSimpleName() + ".class");
        assertThat(url).isNotNull();
        if (url.getProtocol().equals("jar")) {
            URI jar = URI.create(url.toString().substring(0, url.toString().indexOf('!')));
            try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
                assertNamesNoPreview(files.getPath(folder));
            }
        } else {
            assertNamesNoPreview(Path.of(url.toURI()).resolveSibling(".").normalize());
        }
    }

    private static void assertNamesNoPreview(Path folder) throws IOException {
        List<Path> classes;
        try (Stream<Path> files = Files.list(folder)) {
            classes = files.filter(file -> file.toString().endsWith(".class")).toList();
        }
        assertThat(classes).hasSizeGreaterThan(20);
        for (Path file : classes) {
            String constants = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (!file.toString().contains("Test")) {
                assertThat(constants.contains(PREVIEW)).as(file.toString()).isFalse();
            }
        }
    }
}
