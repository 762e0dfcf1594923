package io.github.trunnion.tck;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that is skipped unless the subclass tells how to run it, because the rule is a MAY or
 * cannot be observed without help. The reason of the skip names the method to override.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@Tag("optional")
public @interface OptionalRule {}
