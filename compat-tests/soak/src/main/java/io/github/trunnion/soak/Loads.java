package io.github.trunnion.soak;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The loads there are, by their names. */
final class Loads {
    /** In the order in which they are shown. */
    static final List<Supplier<Load>> ALL =
            List.of(
                    BusyWakes::new,
                    () -> new ParkedWakes(ParkedWakes.Where.PLAIN, 1_600),
                    () -> new ParkedWakes(ParkedWakes.Where.HOOK, 1_600),
                    () -> new ParkedWakes(ParkedWakes.Where.SELECTOR, 1_000),
                    SelfWakers::new,
                    Outcomes::new,
                    Cancels::new,
                    TimersLoad::new,
                    Groups::new,
                    Promises::new,
                    Ring::new,
                    () -> new Sockets(false),
                    () -> new Sockets(true),
                    Datagrams::new,
                    Pipes::new,
                    Leases::new,
                    Executors::new,
                    BlockOns::new,
                    Awaits::new,
                    Blockings::new);

    private Loads() {}

    /** The named ones, or all. */
    static List<Supplier<Load>> of(String names) {
        if (names.equals("all")) {
            return ALL;
        }
        Map<String, Supplier<Load>> known = new LinkedHashMap<>();
        ALL.forEach(load -> known.put(load.get().name(), load));
        return Arrays.stream(names.split(",", -1))
                .map(
                        name -> {
                            Supplier<Load> load = known.get(name);
                            if (load == null) {
                                throw new IllegalArgumentException(
                                        "loads="
                                                + names
                                                + ": there is no load \""
                                                + name
                                                + "\". Give all, or some of "
                                                + String.join(",", known.keySet()));
                            }
                            return load;
                        })
                .toList();
    }
}
