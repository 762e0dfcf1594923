package io.github.trunnion.interleavings;

import java.util.List;
import java.util.stream.Stream;

/** The scenarios that every build explores. */
final class Scenarios {
    /** The classes that hold them, by name: they are loaded in a world, not here. */
    static final List<String> CLASSES =
            Stream.of(
                            "Wakes",
                            "Parks",
                            "Cancels",
                            "Closes",
                            "Leases",
                            "Clocks",
                            "Waits",
                            "Futures",
                            "Awaits",
                            "InPlace",
                            "Carried",
                            "Schedules",
                            "Reads",
                            "SocketCloses",
                            "Detached",
                            "Streams",
                            "Scopes",
                            "Limits")
                    .map(name -> Scenarios.class.getPackageName() + ".scenarios." + name)
                    .toList();

    private Scenarios() {}
}
