package io.github.trunnion.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

@Timeout(20)
class FolderServerTest {
    @TempDir private Path top;
    private Path folder;
    private FolderServer server;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createDirectories(top.resolve("served"));
        Files.writeString(top.resolve("secret"), "secret");
        Files.writeString(folder.resolve("file"), "content");
        server = FolderServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void serves_a_file() throws Exception {
        assertThat(get("/file")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\ncontent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/%2e%2e/secret",
                "/x/../../secret",
                "/..%2fsecret",
                "//etc/passwd",
                "/%2fetc/passwd",
                "/",
                "/nothing",
                "/nul%00",
            })
    void serves_nothing_else(String path) throws Exception {
        assertThat(get(path)).doesNotContain("secret").doesNotContain("root:");
        assertThat(get(path)).containsPattern("^HTTP/1.1 40[04] ");
    }

    @Test
    void serves_nothing_through_links() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), top.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("up"), top);

        assertThat(get("/link")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/up/secret")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void an_unreadable_file_is_forbidden_and_listed_as_such() throws Exception {
        Path file = folder.resolve("file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "this user may read everything");

        assertThat(get("/file")).startsWith("HTTP/1.1 403 ");
        assertThat(FolderFiles.below(folder)).containsEntry("file", "it cannot be read");
    }

    @Test
    void names_are_encoded_byte_by_byte() {
        assertThat(FolderServer.encode("a b/ü?#%+~.x")).isEqualTo("a%20b/%C3%BC%3F%23%25%2B~.x");
        URI uri = server.uriOf("a b");
        assertThat(uri.getRawPath()).isEqualTo("/a%20b");
        assertThat(uri.getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void lists_regular_files_in_order_without_git_and_links() throws Exception {
        Files.createDirectories(folder.resolve(".git/x"));
        Files.writeString(folder.resolve(".git/x/y"), "");
        Files.createDirectories(folder.resolve("b/.git"));
        Files.writeString(folder.resolve("b/.git/z"), "");
        Files.writeString(folder.resolve("b/c"), "");
        Files.writeString(folder.resolve(".gitignore"), "");
        Files.createSymbolicLink(folder.resolve("link"), top.resolve("secret"));

        assertThat(FolderFiles.below(folder.toRealPath()).keySet())
                .containsExactly(".gitignore", "b/c", "file");
    }

    private String get(String path) throws Exception {
        URI uri = server.uriOf("");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
