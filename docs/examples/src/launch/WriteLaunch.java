import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes down how to run a program of this module without Maven: the java that runs this, and its
 * class path, a line each. The pom runs it: {@code java --class-path ... WriteLaunch.java file}.
 */
final class WriteLaunch {
    private WriteLaunch() {}

    public static void main(String[] args) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("java.class.path");
        Files.write(Path.of(args[0]), List.of(java.toString(), classPath));
    }
}
