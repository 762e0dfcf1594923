package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Registration;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leads a timer queue through a row of steps, on a clock that begins where it is told.
 *
 * <pre>
 * a10       arms timer a with a delay of 10; max and min stand for the limits of long
 * a10{step} the same, and its waker does the step; a semicolon separates two
 * x:a       closes the registration of a
 * +5        moves the clock by 5 and fires what is due; half: half the range of long
 * =ab       since the last such step a and b have fired, in that order
 * next:5    time to the next deadline; none if there is none
 * </pre>
 */
final class TimerScript {
    private static final Pattern ARM = Pattern.compile("([a-z])(-?\\d+|max|min)(?:\\{(.*)})?");
    private static final long HALF = Long.MAX_VALUE >> 1;

    private final TimerQueue timers = queue();
    private final Map<String, Registration> registrations = new HashMap<>();
    private final StringBuilder fired = new StringBuilder();
    private long now;

    TimerScript(long start) {
        now = start;
    }

    /** The timers of a carrier that is the current thread and runs no loop. */
    static TimerQueue queue() {
        Nobody owner = new Nobody();
        return new Carrier(owner, Thread.currentThread(), BridgeClock.system(), false).timers();
    }

    void run(String row) {
        for (String step : row.strip().split(" +")) {
            step(step);
        }
    }

    private void step(String step) {
        Matcher arm = ARM.matcher(step);
        if (arm.matches()) {
            String name = arm.group(1);
            String inside = arm.group(3);
            Registration timer =
                    timers.add(
                            now,
                            nanos(arm.group(2)),
                            () -> {
                                fired.append(name);
                                if (inside != null) {
                                    run(inside.replace(';', ' '));
                                }
                            });
            registrations.put(name, timer);
        } else if (step.startsWith("x:")) {
            registrations.get(step.substring(2)).close();
        } else if (step.startsWith("+")) {
            now += nanos(step.substring(1));
            timers.fire(now);
        } else if (step.startsWith("=")) {
            assertThat(fired.toString()).as("fired").isEqualTo(step.substring(1));
            fired.setLength(0);
        } else if (step.startsWith("next:")) {
            long next = timers.nanosToNext(now);
            assertThat(next).as("next").isEqualTo(nanos(step.substring(5)));
            assertThat(timers.isEmpty()).isEqualTo(next == Long.MAX_VALUE);
        } else {
            throw new IllegalArgumentException(step);
        }
    }

    private static long nanos(String word) {
        return switch (word) {
            case "max", "none" -> Long.MAX_VALUE;
            case "min" -> Long.MIN_VALUE;
            case "half" -> HALF;
            case "half-1" -> HALF - 1;
            default -> Long.parseLong(word);
        };
    }

    private static final class Nobody extends StillOwner {
        @Override
        public void report(Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
