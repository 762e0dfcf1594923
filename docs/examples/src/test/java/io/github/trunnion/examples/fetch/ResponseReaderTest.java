package io.github.trunnion.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class ResponseReaderTest {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final ResponseReader reader = new ResponseReader(this::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void content_length_in_pieces_of_any_size(int size) throws IOException {
        String response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";

        assertThat(read(response, size)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void chunks_with_extensions_and_trailers_in_pieces_of_any_size(int size) throws IOException {
        String response =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5;name=\"value\"\r\nhello\r\n"
                        + "00A \r\n, world...\r\n"
                        + "0\r\nDigest: x\r\nOther: y\r\n\r\n";

        assertThat(read(response, size)).isEqualTo("hello, world...");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void a_body_that_ends_with_the_connection(int size) throws IOException {
        assertThat(feed("HTTP/1.0 200\r\nServer: old\r\n\r\nall that comes", size)).isFalse();
        reader.end();

        assertThat(text()).isEqualTo("all that comes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void informational_responses_are_skipped(int size) throws IOException {
        String response =
                "HTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

        assertThat(read(response, size)).isEqualTo("ok");
    }

    @Test
    void no_content_has_no_body() throws IOException {
        assertThat(read("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n", 9)).isEmpty();
    }

    @Test
    void a_length_of_zero_is_complete_with_the_head() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1)).isEmpty();
    }

    @Test
    void bytes_after_the_body_are_not_content() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore", 99)).isEqualTo("ok");
    }

    @Test
    void a_bare_line_feed_ends_a_line() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 4)).isEqualTo("ok");
    }

    @Test
    void equal_lengths_are_one_length() throws IOException {
        String response = "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nCONTENT-LENGTH:2\r\n\r\nok";

        assertThat(read(response, 4)).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\n\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad",
                "HTTP/1.1 302 Found\r\nLocation: /other\r\n\r\n",
            })
    void every_status_but_success_is_a_failure(String response) {
        assertThatThrownBy(() -> feed(response, 1000)).hasMessageStartingWith("HTTP status ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SSH-2.0-OpenSSH                                         | status line
                    HTTP/2.0 200 OK                                         | status line
                    HTTP/1.1 20x OK                                         | status line
                    HTTP/1.1 2000                                           | status line
                    HTTP/1.1 200 OK~ folded: x                              | folded
                    HTTP/1.1 200 OK~A: b~ folded                            | folded
                    HTTP/1.1 200 OK~no colon                                | header line
                    HTTP/1.1 200 OK~: no name                               | header line
                    HTTP/1.1 200 OK~Blank before : colon                    | header line
                    HTTP/1.1 200 OK~Content-Length: five~                   | content length
                    HTTP/1.1 200 OK~Content-Length: -5~                     | content length
                    HTTP/1.1 200 OK~Content-Length:~                        | content length
                    HTTP/1.1 200 OK~Content-Length: 9999999999999999999~    | content length
                    HTTP/1.1 200 OK~Content-Length: 5~Content-Length: 6~    | contradicting
                    HTTP/1.1 200 OK~Transfer-Encoding: gzip, chunked~       | transfer encoding
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~xyz         | chunk size 'xyz'
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~-1          | chunk size
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~ffffffffffffffff | chunk size
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~~           | chunk size
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~abc~      | longer
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~0~bad       | header line
                    """)
    void what_is_malformed_is_refused(String lines, String message) {
        String response = lines.strip().replace("~", "\r\n") + "\r\n";
        for (int size : new int[] {1, 1000}) {
            ResponseReader fresh = new ResponseReader(this::add);
            assertThatThrownBy(() -> feed(fresh, response, size))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining(message.strip());
        }
    }

    @Test
    void a_carriage_return_or_another_control_character_in_a_header_is_refused() {
        for (String value : new String[] {"a\rb", "a\0b", "a\u007fb"}) {
            String response = "HTTP/1.1 200 OK\r\nX: " + value + "\r\n\r\n";
            ResponseReader fresh = new ResponseReader(this::add);
            assertThatThrownBy(() -> feed(fresh, response, 1000))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void a_head_without_end_is_refused() {
        String response = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(HeadReader.LIMIT);

        assertThatThrownBy(() -> feed(response, 1000)).hasMessageContaining("more than 65536");
    }

    @Test
    void informational_responses_without_end_are_refused() {
        String response = "HTTP/1.1 100 Continue\r\n\r\n".repeat(3_000);

        assertThatThrownBy(() -> feed(response, 1000)).hasMessageContaining("more than 65536");
    }

    @Test
    void chunk_extensions_and_trailers_without_end_are_refused() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

        assertThatThrownBy(() -> feed(head + "1;" + "x".repeat(5_000), 1000))
                .hasMessageContaining("more than 4096");
        assertThatThrownBy(
                        () ->
                                feed(
                                        new ResponseReader(this::add),
                                        head + "0\r\n" + "X: y\r\n".repeat(20_000),
                                        1000))
                .hasMessageContaining("more than 65536");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                                   | response head
                    HTTP/1.1 200 OK~                                     | response head
                    HTTP/1.1 200 OK~Content-Length: 5~~abc               | after 3 of 5 bytes
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~ab     | last chunk
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ab     | last chunk
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~0~X: y~  | last chunk
                    """)
    void an_early_end_says_what_is_missing(String lines, String message) throws IOException {
        assertThat(feed(lines.strip().replace("~", "\r\n"), 1)).isFalse();

        assertThatThrownBy(reader::end)
                .isInstanceOf(EOFException.class)
                .hasMessageContaining(message.strip());
    }

    private String read(String response, int size) throws IOException {
        assertThat(feed(response, size)).isTrue();
        return text();
    }

    private boolean feed(String response, int size) throws IOException {
        return feed(reader, response, size);
    }

    /** Feeds pieces until the response is complete; whether it is. */
    private static boolean feed(ResponseReader reader, String response, int size)
            throws IOException {
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += size) {
            int count = Math.min(size, bytes.length - from);
            if (reader.read(ByteBuffer.wrap(bytes, from, count))) {
                return true;
            }
        }
        return false;
    }

    private void add(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            content.write(piece.get());
        }
    }

    private String text() {
        return content.toString(StandardCharsets.ISO_8859_1);
    }
}
