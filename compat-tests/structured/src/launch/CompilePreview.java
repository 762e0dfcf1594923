import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * Compiles sources that use a preview of one JDK, if this is that JDK. The pom runs it: {@code java
 * --class-path ... CompilePreview.java release sources classes}.
 */
final class CompilePreview {
    private CompilePreview() {}

    public static void main(String[] args) throws IOException {
        int own = Runtime.version().feature();
        if (own != Integer.parseInt(args[0])) {
            System.out.println(
                    "SKIPPED: these tests are of JDK " + args[0] + ", this is JDK " + own);
            return;
        }
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--enable-preview", "--release", args[0], "-proc:none"));
        arguments.addAll(List.of("-parameters", "-Xlint:all,-preview,-path,-try", "-Werror"));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
        arguments.addAll(List.of("-d", Files.createDirectories(Path.of(args[2])).toString()));
        try (Stream<Path> files = Files.walk(Path.of(args[1]))) {
            files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(arguments::add);
        }
        String[] all = arguments.toArray(new String[0]);
        System.exit(ToolProvider.getSystemJavaCompiler().run(null, null, null, all));
    }
}
