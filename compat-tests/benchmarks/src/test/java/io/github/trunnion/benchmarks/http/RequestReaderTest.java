package io.github.trunnion.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class RequestReaderTest {
    private static final String PLAIN = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final RequestHead PLAIN_HEAD = new RequestHead("GET", "/", 0, false);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void requestsAreTheSameHoweverTheyAreSplit(int part) throws Refusal {
        String body = "\r\n\r\nGET /no HTTP/1.1\r\n\r\n";
        String all =
                PLAIN
                        + PLAIN
                        + "\r\nPOST /a?b=c HTTP/1.1\r\nhost:a\r\ncontent-LENGTH: "
                        + body.length()
                        + " \r\n\r\n"
                        + body
                        + "GET /x HTTP/1.1\r\nHost: a\r\nConnection: x , Close\r\n\r\n";

        assertThat(read(all, part))
                .containsExactly(
                        PLAIN_HEAD,
                        PLAIN_HEAD,
                        new RequestHead("POST", "/a?b=c", body.length(), false),
                        new RequestHead("GET", "/x", 0, true));
    }

    @Test
    void requestIsThereOnlyWithItsBody() throws Refusal {
        RequestReader reader = new RequestReader();
        String head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";

        assertThat(reader.next(buffer(head + "ab"))).isNull();
        assertThat(reader.next(buffer("c"))).isNotNull();
        assertThat(reader.next(buffer(""))).isNull();
    }

    @Test
    void whatFollowsARequestIsLeft() throws Refusal {
        ByteBuffer in = buffer(PLAIN + "GET");

        assertThat(new RequestReader().next(in)).isEqualTo(PLAIN_HEAD);
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void connectionOfAnOlderClientEnds() throws Refusal {
        assertThat(read("GET / HTTP/1.0\r\n\r\n", 5))
                .containsExactly(new RequestHead("GET", "/", 0, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\n\r\n",
                " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\nX: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            })
    void nonsenseIsRefused(String nonsense) {
        assertThat(refusal(nonsense)).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 1048577, 413",
        "Content-Length: 99999999999999999999999, 413",
        "Transfer-Encoding: chunked, 501",
        "Expect: 100-continue, 417",
    })
    void whatThisServerDoesNotDoIsRefused(String field, int status) {
        assertThat(refusal("PUT / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n")).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void longestHeadIsReadAndALongerOneIsRefused(int part) throws Refusal {
        String begin = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        int room = RequestReader.MAX_HEAD - begin.length() - 4;

        assertThat(read(begin + "x".repeat(room) + "\r\n\r\n", part)).containsExactly(PLAIN_HEAD);
        assertThat(refusal(begin + "x".repeat(room + 1) + "\r\n\r\n")).isEqualTo(431);
        assertThat(refusal(begin + "x".repeat(room + 4))).isEqualTo(431);
    }

    private static int refusal(String all) {
        return catchThrowableOfType(Refusal.class, () -> read(all, 1)).status();
    }

    /** Gives a reader the text in parts, as a connection does. */
    private static List<RequestHead> read(String all, int part) throws Refusal {
        RequestReader reader = new RequestReader();
        List<RequestHead> heads = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(RequestReader.MAX_HEAD);
        byte[] bytes = all.getBytes(ISO_8859_1);
        int at = 0;
        while (at < bytes.length) {
            int count = Math.min(Math.min(part, bytes.length - at), in.remaining());
            in.put(bytes, at, count).flip();
            at += count;
            RequestHead head = reader.next(in);
            while (head != null) {
                heads.add(head);
                head = reader.next(in);
            }
            in.compact();
        }
        return heads;
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
}
