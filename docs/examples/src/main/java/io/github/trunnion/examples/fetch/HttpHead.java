package io.github.trunnion.examples.fetch;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The head of an HTTP response.
 *
 * @param status the status code
 * @param fields the header fields in the order of their arrival
 */
record HttpHead(int status, List<Field> fields) {

    HttpHead {
        fields = List.copyOf(fields);
    }

    /**
     * A header field.
     *
     * @param name the name in lower case
     * @param value the value without blanks around it
     */
    record Field(String name, String value) {}

    /** Whether only a head says that the server goes on working; the real one follows. */
    boolean isInformational() {
        return status >= 100 && status < 200;
    }

    /**
     * Tells how the end of the body is found.
     *
     * @return a reader for the body
     * @throws ProtocolException if the fields contradict each other or are not understood
     */
    BodyReader body() throws ProtocolException {
        if (status == 204 || status == 304) {
            return new FixedBody(0);
        }
        List<String> codings = elements("transfer-encoding");
        if (!codings.isEmpty()) {
            if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new ProtocolException("unknown transfer encoding " + codings);
            }
            return new ChunkedBody();
        }
        List<String> lengths = elements("content-length").stream().distinct().toList();
        if (lengths.isEmpty()) {
            return new OpenBody();
        }
        if (lengths.size() > 1) {
            throw new ProtocolException("contradicting content lengths " + lengths);
        }
        return new FixedBody(length(lengths.getFirst()));
    }

    private static long length(String text) throws ProtocolException {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(HttpHead::isDigit)) {
            throw new ProtocolException("malformed content length '" + text + "'");
        }
        return Long.parseLong(text);
    }

    /** The members of a field that is a list and may come in several lines. */
    private List<String> elements(String name) {
        List<String> elements = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equals(name)) {
                for (String element : field.value().split(",", -1)) {
                    elements.add(element.strip());
                }
            }
        }
        return elements;
    }

    /** Parses {@code HTTP/1.1 200 OK}; the words after the number mean nothing. */
    static int parseStatus(String line) throws ProtocolException {
        boolean wellFormed =
                line.length() >= 12
                        && line.startsWith("HTTP/1.")
                        && isDigit(line.charAt(7))
                        && line.charAt(8) == ' '
                        && line.substring(9, 12).chars().allMatch(HttpHead::isDigit)
                        && (line.length() == 12 || line.charAt(12) == ' ');
        if (!wellFormed) {
            throw new ProtocolException("malformed status line '" + shorten(line) + "'");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** Parses {@code Name: value}; a value that goes on in a second line is refused. */
    static Field parseField(String line) throws ProtocolException {
        if (line.startsWith(" ") || line.startsWith("\t")) {
            throw new ProtocolException("folded header line '" + shorten(line) + "'");
        }
        int colon = line.indexOf(':');
        if (colon <= 0 || !line.chars().limit(colon).allMatch(HttpHead::isTokenChar)) {
            throw new ProtocolException("malformed header line '" + shorten(line) + "'");
        }
        String value = line.substring(colon + 1).strip();
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
            throw new ProtocolException("control character in header line '" + shorten(line) + "'");
        }
        return new Field(line.substring(0, colon).toLowerCase(Locale.ROOT), value);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isTokenChar(int c) {
        return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    static String shorten(String line) {
        String printable = line.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "...";
    }
}
