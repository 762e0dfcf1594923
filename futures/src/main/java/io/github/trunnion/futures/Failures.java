package io.github.trunnion.futures;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Operations on the failures of futures. */
final class Failures {

    /** How many throwables are looked at to find out whether two failures are connected. */
    private static final int MAX_VISITED = 256;

    private Failures() {}

    /** Throws any throwable as it is; declared to return so that callers can write throw. */
    static RuntimeException raise(Throwable failure) {
        return Failures.<RuntimeException>raiseAs(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased
    private static <E extends Throwable> RuntimeException raiseAs(Throwable failure) throws E {
        throw (E) failure;
    }

    /** What a null in place of a future, a poll or the like is answered with. */
    static NullPointerException nothing(String who, String what) {
        return new NullPointerException(who + " returned null instead of " + what);
    }

    /**
     * Suppresses one failure onto another if the graph of throwables stays free of cycles and of
     * repetitions; several children may have thrown one and the same exception.
     */
    static void suppress(Throwable onto, Throwable other) {
        try {
            if (!reaches(onto, other) && !reaches(other, onto)) {
                onto.addSuppressed(other);
            }
        } catch (RuntimeException e) {
            // A foreign getCause failed: the first failure goes out as it is.
        }
    }

    private static boolean reaches(Throwable from, Throwable wanted) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Throwable> open = new ArrayDeque<>();
        open.add(from);
        for (Throwable t = open.poll(); t != null; t = open.poll()) {
            if (t == wanted || seen.size() >= MAX_VISITED) {
                return true;
            }
            if (seen.add(t)) {
                Throwable cause = t.getCause();
                if (cause != null) {
                    open.add(cause);
                }
                Collections.addAll(open, t.getSuppressed());
            }
        }
        return false;
    }
}
