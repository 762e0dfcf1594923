package io.github.trunnion.compat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What every library is asked. The order is that of the page. */
public enum Case {
    VALUE("Value", "the value arrives"),
    FAILURE("Failure", "the failure arrives as it is, without wrappers of the library"),
    TRACE("Trace", "the trace of the failure names who awaited"),
    CANCEL("Our cancel", "the cancel of a task of ours stops the operation"),
    CANCELLED("Its cancel", "the cancel of the library ends the wait with a CancellationException"),
    INTERRUPT("Interrupt", "an interrupt ends the wait and stops the operation"),
    TIMEOUT("Time-out", "a time-out ends the wait and stops the operation"),
    LATE("Late", "what ends after the wait was given up disturbs nothing"),
    CONTEXT("Context", "thread-locals and the MDC are there after the wait and in continuations"),
    GUARD(
            "Loop guard",
            "an await on an event loop of the library is refused, once its threads are made known"
                + " by `AwaitGuard.register`; those of Reactor, RxJava and Vert.x are by a module"
                + " of ours"),
    GIVEN_VALUE("Given value", "the library takes a future of ours: its value"),
    GIVEN_FAILURE("Given failure", "its failure"),
    GIVEN_CANCEL("Given cancel", "a cancel by the library interrupts our body");

    /** The heading of its column. */
    final String title;

    /** What a "yes" says. */
    final String meaning;

    Case(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** Marks the test of a case. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Of {
        Case value();
    }
}
