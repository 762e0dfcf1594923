package io.github.trunnion.compat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL with an empty data base {@code postgres}, whose superuser {@code tester} needs no
 * password. It refuses to run as root: there it runs as the user {@code postgres}.
 */
public final class PostgresServer extends LocalServer {
    /** The user to connect as. */
    public static final String USER = "tester";

    private static final String ACCOUNT = "postgres";

    public PostgresServer() {
        super("initdb", "postgresql");
    }

    /** The address for JDBC. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres?user=" + USER;
    }

    @Override
    protected void prepare(Path folder) throws IOException, InterruptedException {
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(ACCOUNT));
        }
        List<String> initdb =
                command(
                        "initdb",
                        "--pgdata=data",
                        "--username=" + USER,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync");
        if (Programs.run(folder, initdb) != 0) {
            throw new IOException("initdb: " + Files.readString(folder.resolve("log")));
        }
    }

    @Override
    protected List<String> command(Path folder, int port) {
        return command(
                "postgres",
                "-D",
                folder.resolve("data").toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off");
    }

    @Override
    protected boolean answers(int port) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("trunnion-ready");
        try {
            return Programs.run(
                            folder,
                            List.of(
                                    program("pg_isready"),
                                    "--host=127.0.0.1",
                                    "--port=" + port,
                                    "--timeout=1"))
                    == 0;
        } finally {
            Files.deleteIfExists(folder.resolve("log"));
            Files.delete(folder);
        }
    }

    /** TERM would wait for the clients. */
    @Override
    protected void terminate(Process running) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + running.pid()).start().waitFor();
    }

    private static List<String> command(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + ACCOUNT,
                            "--regid=" + ACCOUNT,
                            "--init-groups",
                            "--"));
        }
        command.add(program(name));
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Beside initdb; of another name in the PATH there may be one of another version. */
    private static String program(String name) {
        try {
            return Programs.find("initdb")
                    .orElseThrow()
                    .toRealPath()
                    .resolveSibling(name)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
