package io.github.trunnion.compat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@code redis-server} that keeps nothing on disk. */
public final class RedisServer extends LocalServer {
    private static final String PROGRAM = "redis-server";

    public RedisServer() {
        super(PROGRAM, PROGRAM);
    }

    @Override
    protected List<String> command(Path folder, int port) {
        return List.of(
                Programs.find(PROGRAM).orElseThrow().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--daemonize",
                "no");
    }

    @Override
    protected boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }
}
