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
import java.util.ArrayList;
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
        List<String> naming;
        int read;
        if (url.getProtocol().equals("jar")) {
            URI jar = URI.create(url.toString().substring(0, url.toString().indexOf('!')));
            try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
                read = classes(files.getPath(folder)).size();
                naming = naming(files.getPath(folder));
            }
        } else {
            Path packageFolder = Path.of(url.toURI()).resolveSibling(".").normalize();
            read = classes(packageFolder).size();
            naming = naming(packageFolder);
        }
        assertThat(read).isGreaterThan(20);
        assertThat(naming).isEmpty();
    }

    private static List<Path> classes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static List<String> naming(Path folder) throws IOException {
        List<String> naming = new ArrayList<>();
        for (Path file : classes(folder)) {
            String constants = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            if (constants.contains(PREVIEW) && !file.toString().contains("Test")) {
                naming.add(file.toString());
            }
        }
        return naming;
    }
}
