/** JMH benchmarks, what is counted beside them, and the part of a run that measures both. */
@NullMarked
package io.github.trunnion.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
