package io.github.trunnion.loom;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which frames of a stack are this library's, for traces that begin where a caller called. */
final class LibraryFrames {
    /** What callers call. */
    private static final Set<String> ENTRIES =
            names(
                    Await.class,
                    AwaitOptions.class,
                    FacadeHandler.class,
                    FlowSpliterator.class,
                    ScopeMember.class,
                    StageScope.class);

    /** What these call before they wait. */
    private static final Set<String> INNER =
            names(
                    Awaits.class,
                    FacadeDirection.Awaiting.class,
                    FacadeFutures.class,
                    FirstLook.class,
                    FlowPull.class,
                    FutureWait.class,
                    PendingAwait.class,
                    PollWait.class,
                    StageRace.class,
                    StageWait.class,
                    Waits.class);

    private LibraryFrames() {}

    private static Set<String> names(Class<?>... classes) {
        return Stream.of(classes).map(Class::getName).collect(Collectors.toUnmodifiableSet());
    }

    static boolean isOurs(String className) {
        return ENTRIES.contains(className)
                || INNER.contains(className)
                || className.startsWith("$Proxy", className.lastIndexOf('.') + 1);
    }

    /** Whether it is this library's, or of the JDK's streams that pull from it. */
    static boolean isBelowCaller(String className) {
        return isOurs(className)
                || className.startsWith("java.util.stream.")
                || className.startsWith("java.util.Spliterator");
    }

    /** Has the trace of an exception that was just made here begin with the method called. */
    static <X extends Throwable> X trim(X made) {
        StackTraceElement[] trace = made.getStackTrace();
        if (trace.length == 0) { // its class leaves that out, to be cheap where it is thrown first
            trace = new Throwable().getStackTrace();
        }
        for (int i = 0; i < trace.length; i++) {
            if (ENTRIES.contains(trace[i].getClassName())) {
                int called = i;
                while (called + 1 < trace.length && isOurs(trace[called + 1].getClassName())) {
                    called++;
                }
                made.setStackTrace(Arrays.copyOfRange(trace, called, trace.length));
                return made;
            }
        }
        return made;
    }
}
