package io.github.trunnion.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fails a test after which awaits are pending that began in it, and names them: thread, source and
 * line. A thread that waits for ever is a leak, and is found where it was made.
 *
 * <p>For a test method, or for all of a class. What {@code @AfterEach} methods end counts as ended.
 *
 * @see io.github.trunnion.loom.Awaits
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NoPendingAwaitsExtension.class)
public @interface NoPendingAwaits {

    /**
     * How long awaits may take to end after the test: a thread that was interrupted or woken needs
     * a moment.
     *
     * @return the time in milliseconds
     */
    long graceMillis() default 1_000;
}
