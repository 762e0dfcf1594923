package io.github.trunnion.tck;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A rule that the kit does not check; reported as skipped, with the reason. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@Tag("untested")
@ExtendWith(SkipUntested.class)
public @interface UntestedRule {
    /**
     * Why the rule is not checked.
     *
     * @return the reason
     */
    String value();
}
