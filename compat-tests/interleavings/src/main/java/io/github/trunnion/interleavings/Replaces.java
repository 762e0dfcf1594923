package io.github.trunnion.interleavings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which method of the JDK rewritten code calls the annotated one for: the one of the same
 * name. For an instance method the annotated one takes the receiver first.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Replaces {
    Class<?>[] value();

    boolean instance() default false;
}
