package io.github.trunnion.benchmarks.http;

/** Understands the head of one request, or refuses it. */
final class HeadParser {
    static final long MAX_LENGTH = 1 << 20;

    private static final String CRLF = "\r\n";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String head;
    private long length = -1;
    private boolean hasHost;
    private boolean isLast;

    private HeadParser(String head) {
        this.head = head;
    }

    /**
     * Reads a head.
     *
     * @param head all of it, with the empty line at its end
     * @throws Refusal if it is malformed, or asks for what this server does not do
     */
    static RequestHead parse(String head) throws Refusal {
        return new HeadParser(head).request();
    }

    private RequestHead request() throws Refusal {
        int end = head.indexOf(CRLF);
        int methodEnd = head.indexOf(' ');
        int targetEnd = head.indexOf(' ', methodEnd + 1);
        if (methodEnd < 0 || targetEnd < 0 || targetEnd > end) {
            throw malformed("the request line");
        }
        requireToken(0, methodEnd);
        requireTarget(methodEnd + 1, targetEnd);
        boolean isNew = isVersion("HTTP/1.1", targetEnd + 1, end);
        if (!isNew && !isVersion("HTTP/1.0", targetEnd + 1, end)) {
            throw malformed("the version");
        }
        fields(end + CRLF.length());
        if (isNew && !hasHost) {
            throw malformed("no Host");
        }
        return new RequestHead(
                head.substring(0, methodEnd),
                head.substring(methodEnd + 1, targetEnd),
                Math.max(0, length),
                isLast || !isNew);
    }

    private boolean isVersion(String version, int from, int end) {
        return end - from == version.length() && head.startsWith(version, from);
    }

    private void fields(int from) throws Refusal {
        int last = head.length() - CRLF.length(); // the empty line
        int at = from;
        while (at < last) {
            int end = head.indexOf(CRLF, at);
            int colon = head.indexOf(':', at);
            if (colon < 0 || colon > end) {
                throw malformed("a field without a colon");
            }
            requireToken(at, colon);
            field(at, colon, value(colon + 1, end));
            at = end + CRLF.length();
        }
    }

    private void field(int from, int end, String value) throws Refusal {
        if (isName("Host", from, end)) {
            if (hasHost) {
                throw malformed("two Hosts");
            }
            hasHost = true;
        } else if (isName("Content-Length", from, end)) {
            contentLength(value);
        } else if (isName("Connection", from, end)) {
            for (String option : value.split(",", -1)) {
                isLast |= option.strip().equalsIgnoreCase("close");
            }
        } else if (isName("Transfer-Encoding", from, end)) {
            throw new Refusal(501, "a transfer encoding");
        } else if (isName("Expect", from, end)) {
            throw new Refusal(417, "an expectation");
        }
    }

    private boolean isName(String name, int from, int end) {
        return end - from == name.length() && head.regionMatches(true, from, name, 0, end - from);
    }

    private void contentLength(String value) throws Refusal {
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed("the length");
        }
        long given = value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
        if (length >= 0 && length != given) {
            throw malformed("two lengths");
        }
        if (given > MAX_LENGTH) {
            throw new Refusal(413, "a body of " + value + " bytes");
        }
        length = given;
    }

    private String value(int from, int end) throws Refusal {
        for (int i = from; i < end; i++) {
            char c = head.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw malformed("a control character");
            }
        }
        return head.substring(from, end).strip();
    }

    private void requireToken(int from, int end) throws Refusal {
        if (from == end) {
            throw malformed("a name is empty");
        }
        for (int i = from; i < end; i++) {
            char c = head.charAt(i);
            boolean letterOrDigit =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && TOKEN_MARKS.indexOf(c) < 0) {
                throw malformed("a character in a name");
            }
        }
    }

    private void requireTarget(int from, int end) throws Refusal {
        if (from == end) {
            throw malformed("the target is empty");
        }
        for (int i = from; i < end; i++) {
            if (head.charAt(i) <= ' ' || head.charAt(i) >= 0x7f) {
                throw malformed("a character in the target");
            }
        }
    }

    private static Refusal malformed(String what) {
        return new Refusal(400, what);
    }
}
