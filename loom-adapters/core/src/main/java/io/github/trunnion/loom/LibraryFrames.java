package io.github.trunnion.loom;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which frames of a stack are this library's, for traces that begin where a caller called. */
final class LibraryFrames {
    private static final String FACADE = Await.class.getName();

    /** What callers call. */
    private static final Set<String> ENTRIES = names(Await.class, AwaitOptions.class);

    /** What these call before they wait. */
    private static final Set<String> INNER =
            names(
                    Awaits.class,
                    FirstLook.class,
                    FutureWait.class,
                    PendingAwait.class,
                    PollWait.class,
                    StageWait.class,
                    Waits.class);

    private LibraryFrames() {}

    private static Set<String> names(Class<?>... classes) {
        return Stream.of(classes).map(Class::getName).collect(Collectors.toUnmodifiableSet());
    }

    static boolean isOurs(String className) {
        return ENTRIES.contains(className) || INNER.contains(className);
    }

    /** Has the trace of an exception that was just made here begin with the method called. */
    static <X extends Throwable> X trim(X made) {
        StackTraceElement[] trace = made.getStackTrace();
        for (int i = 0; i < trace.length; i++) {
            if (ENTRIES.contains(trace[i].getClassName())) {
                boolean facadeBelow =
                        i + 1 < trace.length && trace[i + 1].getClassName().equals(FACADE);
                made.setStackTrace(
                        Arrays.copyOfRange(trace, facadeBelow ? i + 1 : i, trace.length));
                return made;
            }
        }
        return made;
    }
}
