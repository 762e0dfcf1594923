package io.github.trunnion.compat;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The library that a test class is about. What its tests showed is written down for
 * docs/compatibility.md; several classes may be about one library.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(Results.class)
public @interface Library {
    /** Its name, as its users know it. */
    String name();

    /** A class of it: the name of its jar tells the version. */
    Class<?> of();

    /** How its results are awaited: Markdown, one line, starting with a type in code marks. */
    String by();

    /** What else it needs to run the tests, such as a server; empty for nothing. */
    String needs() default "";
}
