package io.github.trunnion.loom.elsewhere;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Types that the package of the facades does not see. */
public final class Elsewhere {
    private Elsewhere() {}

    interface Hidden {
        String name();

        default String greeting(String word) {
            return word + " " + name();
        }
    }

    /** May be called although the class is private. */
    private static final class Names {
        @SuppressWarnings("unused") // by reflection
        public CompletionStage<String> name() {
            return CompletableFuture.completedFuture("names");
        }
    }

    public static Class<?> hidden() {
        return Hidden.class;
    }

    public static Object names() {
        return new Names();
    }

    public static String greet(Object facade) {
        return ((Hidden) facade).greeting("hello");
    }
}
