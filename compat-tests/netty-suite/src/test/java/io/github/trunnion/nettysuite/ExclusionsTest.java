package io.github.trunnion.nettysuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.netty.NettyTransport;
import io.netty.channel.AbstractEventLoopTest;
import io.netty.testsuite.transport.AbstractSingleThreadEventLoopTest;
import io.netty.testsuite.transport.socket.AbstractSocketTest;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each class of Netty's socket tests is run or excluded, and what is excluded exists. */
class ExclusionsTest {
    private static final String PACKAGE = AbstractSocketTest.class.getPackageName();

    @Test
    void eachExclusionNamesATestThatExists() throws Exception {
        Map<String, Class<?>> classes = new TreeMap<>(socketTests());
        for (Class<?> loops :
                List.of(AbstractEventLoopTest.class, AbstractSingleThreadEventLoopTest.class)) {
            classes.put(loops.getSimpleName(), loops);
        }
        Exclusions.all()
                .forEach(
                        (key, reason) -> {
                            assertThat(reason).as(key).hasSizeGreaterThan(20);
                            String[] scoped = key.split("/", 2);
                            if (scoped.length == 2) {
                                assertThat(scopes()).contains(scoped[0]);
                            }
                            String[] name = scoped[scoped.length - 1].split("\\.", 2);
                            assertThat(classes).as(key).containsKey(name[0]);
                            if (name.length == 2) {
                                assertThat(classes.get(name[0]).getMethods())
                                        .as(key)
                                        .anyMatch(method -> method.getName().equals(name[1]));
                            }
                        });
    }

    private static List<String> scopes() {
        return Stream.concat(
                        Stream.of("virtual"),
                        Arrays.stream(NettyTransport.values()).map(Enum::name))
                .toList();
    }

    @Test
    void eachConcreteSocketTestIsRunOrExcluded() throws Exception {
        Set<String> wanted = new TreeSet<>();
        socketTests()
                .forEach(
                        (name, type) -> {
                            if (!Modifier.isAbstract(type.getModifiers())) {
                                wanted.add(name);
                            }
                        });
        assertThat(wanted).hasSize(40);
        Set<String> run =
                Stream.of(
                                DataTests.class,
                                ConnectionTests.class,
                                TlsTests.class,
                                DatagramTests.class)
                        .flatMap(tests -> Arrays.stream(tests.getDeclaredClasses()))
                        .map(tests -> tests.getSuperclass().getSimpleName())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(run).hasSize(41); // two of them abstract ones
        wanted.removeAll(run);
        wanted.removeAll(Exclusions.all().keySet());
        assertThat(wanted).as("neither run nor excluded").isEmpty();
    }

    /** The page says what is excluded; {@code -Dsnippets=apply} writes it anew. */
    @Test
    void thePageListsTheExclusions() throws Exception {
        Path page = Path.of("../../docs/testing.md");
        String held = Files.readString(page);
        String begin = "<!-- exclusions of Netty's tests -->\n";
        String end = "<!-- end -->";
        int from = held.indexOf(begin) + begin.length();
        String table =
                Exclusions.all().entrySet().stream()
                        .map(each -> "| `" + each.getKey() + "` | " + each.getValue() + " |\n")
                        .collect(Collectors.joining("", "| test | why |\n|---|---|\n", ""));
        String wanted = held.substring(0, from) + table + held.substring(held.indexOf(end, from));
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(page, wanted);
        } else {
            assertThat(held).as("-Dsnippets=apply writes docs/testing.md").isEqualTo(wanted);
        }
    }

    private static Map<String, Class<?>> socketTests() throws Exception {
        String folder = PACKAGE.replace('.', '/') + "/";
        File jar =
                new File(
                        AbstractSocketTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Map<String, Class<?>> found = new TreeMap<>();
        try (JarFile file = new JarFile(jar)) {
            for (String name : file.stream().map(entry -> entry.getName()).toList()) {
                if (name.startsWith(folder) && name.matches("[\\w/]+Test\\.class")) {
                    String simple = name.substring(folder.length(), name.length() - 6);
                    found.put(simple, Class.forName(PACKAGE + "." + simple));
                }
            }
        }
        return found;
    }
}
