package io.github.trunnion.futures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Leads a future of many children through a row of steps, and counts.
 *
 * <pre>
 * all, race, join, each, set   the group; each is forEach with a limit of two; set is a TaskSet,
 *                              of which one take after the other is polled
 * abc                          its children
 *
 * poll      the owner polls          cancel    the owner cancels the group or the set
 * run       polls while woken        drop      the owner cancels the awaited take
 * wake:a    a is woken               spawn:d   one more child of the set
 * end:a     a is ready, and woken    bad:a     cancel() of a is going to throw
 * fail:a    a throws, and is woken
 * a>step    a does the step inside its next poll
 * a^step    a does the step inside its cancel()
 *
 * after the bar, for each child: polls, cancels, calls of onDiscard;
 * then the wakes of the owner, the reports of what cancel threw, and the outcome:
 * pending, cancelled, the names of the values, !a for the failure of a, empty for a take of none
 * </pre>
 */
final class GroupScript {
    private final CountingWaker waker = new CountingWaker();
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final List<String> outcome = new ArrayList<>();
    private final TaskSet<String> set = new TaskSet<>();
    private final String kind;
    private PollFuture<String> group;
    private boolean cancelled;
    private int wakesTaken;

    private GroupScript(String kind, String names) {
        this.kind = kind;
        for (String name : names.split("")) {
            children.put(name, new Child(name));
        }
        List<Child> list = List.copyOf(children.values());
        if (kind.equals("set")) {
            list.forEach(set::spawn);
        } else {
            group = group(list);
        }
    }

    private PollFuture<String> group(List<Child> list) {
        return switch (kind) {
            case "all" -> PollFutures.map(PollFutures.all(list), l -> String.join("", l));
            case "race" -> PollFutures.race(list);
            case "join" -> PollFutures.join(list.get(0), list.get(1), String::concat);
            case "each" -> PollFutures.map(PollFutures.forEach(list, 2, c -> c), x -> "done");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Runs the steps of a row; the counts as it should name them. */
    static String run(String row) throws Exception {
        String[] words = row.substring(0, row.indexOf('|')).strip().split("\\s+");
        try (UncaughtReports reports = new UncaughtReports()) {
            GroupScript script = new GroupScript(words[0], words[1]);
            for (String step : Arrays.asList(words).subList(2, words.length)) {
                script.step(step);
            }
            return script.counts(reports.messages().size());
        }
    }

    static String expected(String row) {
        return row.substring(row.indexOf('|') + 1).strip().replaceAll("\\s+", " ");
    }

    private void step(String step) throws Exception {
        if (step.matches("\\w[>^].*")) {
            Child child = children.get(step.substring(0, 1));
            (step.charAt(1) == '>' ? child.inPoll : child.inCancel).add(step.substring(2));
            return;
        }
        String name = step.substring(step.indexOf(':') + 1);
        Child child = children.get(name);
        switch (step.contains(":") ? step.substring(0, step.indexOf(':')) : step) {
            case "poll" -> poll();
            case "run" -> {
                do {
                    wakesTaken += waker.take();
                    poll();
                } while (waker.wakes() > 0);
            }
            case "cancel" -> {
                if (kind.equals("set")) {
                    set.cancel();
                } else {
                    cancelled = true;
                    group.cancel();
                }
            }
            case "drop" -> {
                group.cancel();
                group = null;
            }
            case "spawn" -> {
                children.put(name, new Child(name));
                set.spawn(children.get(name));
            }
            case "wake" -> child.probe.wake();
            case "end" -> child.probe.end(name);
            case "fail" -> child.probe.end(new Exception(name), null);
            case "bad" -> child.bad = true;
            default -> throw new IllegalArgumentException(step);
        }
    }

    private void poll() throws Exception {
        if (group == null) {
            group = set.take();
        }
        boolean ended = true;
        try {
            Poll<String> poll = group.poll(Context.of(waker));
            ended = poll.isReady();
            if (poll instanceof Poll.Ready<String> ready) {
                outcome.add(ready.value());
            }
        } catch (NoSuchElementException empty) {
            outcome.add("empty");
        } catch (Exception failure) {
            outcome.add("!" + failure.getMessage());
        }
        if (ended && kind.equals("set")) {
            group = null;
        }
    }

    private String counts(int reports) {
        return String.join(
                " ",
                each(c -> c.probe.polls),
                each(c -> c.probe.cancels),
                each(c -> c.probe.discarded.size()),
                String.valueOf(wakesTaken + waker.wakes()),
                String.valueOf(reports),
                cancelled
                        ? "cancelled"
                        : outcome.isEmpty() ? "pending" : String.join(",", outcome));
    }

    private String each(ToIntFunction<Child> count) {
        return children.values().stream()
                .map(c -> String.valueOf(count.applyAsInt(c)))
                .collect(Collectors.joining());
    }

    private final class Child implements PollFuture<String> {
        private final Probe<String> probe;
        private final List<String> inPoll = new ArrayList<>();
        private final List<String> inCancel = new ArrayList<>();
        private boolean bad;

        Child(String name) {
            probe = new Probe<>(name);
        }

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            probe.context = cx; // so that it can wake itself
            take(inPoll);
            return probe.poll(cx);
        }

        @Override
        public void cancel() {
            probe.cancel();
            take(inCancel);
            if (bad) {
                throw new IllegalStateException("cancel");
            }
        }

        @Override
        public void onDiscard(String value) {
            probe.onDiscard(value);
        }

        private void take(List<String> steps) {
            List<String> taken = List.copyOf(steps);
            steps.clear();
            for (String step : taken) {
                try {
                    GroupScript.this.step(step);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }
}
