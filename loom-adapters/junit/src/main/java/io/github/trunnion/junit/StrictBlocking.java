package io.github.trunnion.junit;

import io.github.trunnion.loom.AwaitGuard;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes all guards of the process strict while a test runs: an await on an event loop is refused,
 * also if its source is complete already, as it often is in a test.
 *
 * <p>For a test method, or for all of a class.
 *
 * @see AwaitGuard#enforceStrict
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StrictBlockingExtension.class)
public @interface StrictBlocking {}
