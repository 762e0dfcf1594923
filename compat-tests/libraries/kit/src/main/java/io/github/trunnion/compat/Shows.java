package io.github.trunnion.compat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a test shows of one library only: a line of its own on the page, said in Markdown. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Shows {
    /** One sentence without a full stop, such as "a body that stalls is closed by the time-out". */
    String value();
}
