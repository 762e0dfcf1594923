package io.github.trunnion.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Prints the pending awaits to the standard error output when a test is about to be interrupted
 * because it has timed out, by {@code @Timeout} or a default time-out.
 *
 * <p>For a test method, or for all of a class; or for all tests of a build: the extension is found
 * by JUnit's automatic detection, where {@code junit.jupiter.extensions.autodetection.enabled} is
 * true.
 *
 * @see io.github.trunnion.loom.Awaits#dump
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DumpPendingAwaitsExtension.class)
public @interface DumpPendingAwaits {}
