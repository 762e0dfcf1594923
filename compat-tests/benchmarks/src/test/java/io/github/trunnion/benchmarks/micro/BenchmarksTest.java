package io.github.trunnion.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

@Timeout(10)
class BenchmarksTest {
    @Test
    void every_name_is_a_benchmark() {
        assertThat(names()).allSatisfy(name -> assertThat(isBenchmark(name)).as(name).isTrue());
    }

    @Test
    void titles_are_different() {
        assertThat(
                        Stream.concat(
                                Benchmarks.PAIRS.stream().map(Pair::title),
                                Benchmarks.SINGLES.stream().map(Single::title)))
                .doesNotHaveDuplicates();
    }

    @Test
    void smoke_has_one_of_each_class() {
        Set<String> smoke =
                names(List.of(Benchmarks.SMOKE_PAIRS), List.of(Benchmarks.SMOKE_SINGLES));
        assertThat(classes(smoke)).containsAll(classes(names()));
    }

    private static Set<String> names() {
        return names(
                List.of(Benchmarks.PAIRS, Benchmarks.SMOKE_PAIRS),
                List.of(Benchmarks.SINGLES, Benchmarks.SMOKE_SINGLES));
    }

    private static Set<String> names(
            Collection<List<Pair>> pairs, Collection<List<Single>> singles) {
        Set<String> names = new LinkedHashSet<>();
        for (List<Pair> list : pairs) {
            list.forEach(pair -> names.addAll(List.of(pair.ours(), pair.baseline())));
        }
        for (List<Single> list : singles) {
            list.forEach(single -> names.add(single.benchmark()));
        }
        return names;
    }

    private static Set<String> classes(Set<String> names) {
        Set<String> classes = new LinkedHashSet<>();
        names.forEach(name -> classes.add(name.substring(0, name.indexOf('.'))));
        return classes;
    }

    private static boolean isBenchmark(String name) {
        String[] parts = name.split("[. ]", 3);
        try {
            return Arrays.stream(Class.forName(Score.PACKAGE + parts[0]).getMethods())
                    .anyMatch(
                            method ->
                                    method.getName().equals(parts[1])
                                            && method.isAnnotationPresent(Benchmark.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
