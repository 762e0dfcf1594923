/** JMH benchmarks. */
@NullMarked
package io.github.trunnion.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
