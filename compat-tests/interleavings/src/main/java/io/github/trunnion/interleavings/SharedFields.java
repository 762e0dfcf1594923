package io.github.trunnion.interleavings;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Which fields threads share. */
final class SharedFields {
    enum Kind {
        VOLATILE,
        /** Plain, and yet accessed by several threads. */
        PLAIN,
        CONFINED
    }

    /** Classes whose plain fields several threads access. */
    private static final Set<String> RACY =
            Set.of(
                    "io/github/trunnion/bridge/CarriedThread",
                    "io/github/trunnion/bridge/Direction",
                    "io/github/trunnion/bridge/InPlaceAwait",
                    "io/github/trunnion/bridge/Node",
                    "io/github/trunnion/bridge/PollTask",
                    "io/github/trunnion/bridge/Source",
                    "io/github/trunnion/bridge/TaskResult",
                    "io/github/trunnion/futures/GroupNode");

    private final Function<String, byte[]> bytes;
    private final Map<String, Map<String, Kind>> known = new HashMap<>();

    /**
     * Looks at classes.
     *
     * @param bytes the class of an internal name; empty for a class that is not rewritten
     */
    SharedFields(Function<String, byte[]> bytes) {
        this.bytes = bytes;
    }

    Kind kind(String owner, String field) {
        return kinds(owner).getOrDefault(field, Kind.CONFINED);
    }

    private Map<String, Kind> kinds(String owner) {
        Map<String, Kind> kinds = known.get(owner);
        if (kinds == null) {
            kinds = read(owner);
            known.put(owner, kinds);
        }
        return kinds;
    }

    private Map<String, Kind> read(String owner) {
        byte[] content = bytes.apply(owner);
        if (content.length == 0) {
            return Map.of();
        }
        ClassModel model = ClassFile.of().parse(content);
        Map<String, Kind> kinds = new HashMap<>();
        model.superclass().ifPresent(parent -> kinds.putAll(kinds(parent.asInternalName())));
        for (FieldModel field : model.fields()) {
            Kind kind = Kind.CONFINED;
            if (field.flags().has(AccessFlag.VOLATILE)) {
                kind = Kind.VOLATILE;
            } else if (RACY.contains(owner) && !field.flags().has(AccessFlag.FINAL)) {
                kind = Kind.PLAIN;
            }
            kinds.put(field.fieldName().stringValue(), kind);
        }
        return kinds;
    }
}
