package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Orders of events of the tasks of a set; {@link GroupScript} explains the rows. */
@Timeout(60)
class TaskSetGridTest {
    private static final String TABLE =
            """
            #                                               polls stop drop w e outcome
            # tasks are taken in the order in which they end; one is taken by a poll
            set abc                                         | 000 000 000 0 0 pending
            set abc poll                                    | 111 000 000 0 0 pending
            set abc poll wake:b wake:b poll                 | 121 000 000 1 0 pending
            set abc poll end:c poll end:a poll end:b poll   | 222 000 000 1 0 c,a,b
            set abc poll end:c end:a end:b poll poll poll   | 222 000 000 1 0 c,a,b
            set abc end:c end:b poll poll                   | 111 000 000 0 0 b,c
            set abc poll end:b poll wake:b poll             | 121 000 000 1 0 b
            set abc poll fail:b poll end:a poll             | 221 000 000 1 0 !b,a
            set abc b>end:a a>wake:c poll poll              | 211 000 000 1 0 a
            set abc a>wake:b b>wake:a poll poll             | 211 000 000 1 0 pending
            # the set is empty, and used again
            set a end:a poll poll                           | 1 0 0 0 0 a,empty
            set a end:a poll poll spawn:b end:b poll poll   | 11 00 00 0 0 a,empty,b,empty
            set a end:a poll spawn:b poll end:b poll        | 12 00 00 1 0 a,b
            set a fail:a poll poll spawn:b fail:b poll poll | 11 00 00 0 0 !a,empty,!b,empty
            # a take that is dropped leaves the tasks
            set ab poll drop end:a poll                     | 21 00 00 0 0 a
            set ab poll drop wake:b poll wake:b poll        | 13 00 00 1 0 pending
            # spawned from outside and from inside a task
            set ab poll spawn:c poll                        | 111 000 000 1 0 pending
            set ab poll spawn:c spawn:d end:d poll          | 1111 0000 0000 1 0 d
            set ab a>spawn:c poll                           | 111 000 000 1 0 pending
            set ab a>spawn:c a>end:c poll poll              | 111 000 000 1 0 c
            set ab a>spawn:c a>end:a poll poll              | 111 000 000 1 0 a
            set ab poll a>spawn:c wake:a poll poll          | 211 000 000 2 0 pending
            # cancelled from outside
            set ab cancel poll                              | 00 11 00 0 0 empty
            set ab poll cancel                              | 11 11 00 1 0 pending
            set ab poll cancel poll                         | 11 11 00 1 0 empty
            set abc poll end:a cancel poll                  | 111 111 000 1 0 empty
            set abc poll end:a poll cancel poll             | 211 011 000 1 0 a,empty
            set abc poll end:a poll end:b poll cancel poll  | 221 001 000 1 0 a,b,empty
            set ab poll cancel cancel wake:a poll           | 11 11 00 1 0 empty
            set ab poll cancel spawn:c poll end:c poll      | 112 110 000 2 0 c
            set ab bad:a bad:b poll cancel poll             | 11 11 00 1 2 empty
            # cancelled from inside a task: that one after its poll
            set ab a>cancel poll                            | 10 11 00 1 0 empty
            set ab b>cancel poll                            | 11 11 00 1 0 empty
            set ab a>cancel a>wake:a poll                   | 10 11 00 1 0 empty
            set ab end:a a>cancel poll                      | 10 01 10 1 0 empty
            set ab fail:a a>cancel poll                     | 10 01 00 1 0 empty
            set ab bad:a bad:b a>cancel poll                | 10 11 00 1 2 empty
            set ab a>cancel a>cancel poll                   | 10 11 00 1 0 empty
            set ab a>cancel a>spawn:c poll                  | 101 110 000 1 0 pending
            set ab a>spawn:c a>cancel poll                  | 100 111 000 1 0 empty
            set ab a>cancel a>spawn:c a>end:c poll          | 101 110 000 1 0 c
            set abc poll b>cancel wake:b wake:c poll        | 121 111 000 2 0 empty
            # what a task does in its cancel; what it spawns there comes after the cancel and stays
            set ab a^wake:b cancel poll                     | 00 11 00 0 0 empty
            set ab a^cancel b^cancel cancel poll            | 00 11 00 0 0 empty
            set ab a^spawn:c cancel poll                    | 001 110 000 0 0 pending
            set ab a^spawn:c b>cancel poll                  | 111 110 000 1 0 pending
            """;

    static List<String> rows() {
        return TABLE.lines().filter(l -> !l.startsWith("#")).toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void w03_stepsOfARow_pollCancelAndTakeAsItSays(String row) throws Exception {
        assertThat(GroupScript.run(row)).isEqualTo(GroupScript.expected(row));
    }

    private final Owner owner = new Owner();
    private final Random random = new Random(7);

    private static List<Probe<Integer>> probes(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Probe<Integer>("child " + i)).toList();
    }

    /** Also over more tasks than one poll polls. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1_000})
    void takeOrder_isTheOrderInWhichTheTasksEnded(int count) throws Exception {
        List<Probe<Integer>> children = probes(count);
        TaskSet<Integer> set = new TaskSet<>();
        children.forEach(set::spawn);
        PollFuture<Integer> first = set.take();
        do {
            owner.waker.take();
            owner.assertPending(first);
        } while (owner.waker.wakes() > 0);
        List<Integer> ended = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(ended, random);
        ended.forEach(i -> children.get(i).end(i));
        List<Integer> taken = new ArrayList<>();
        taken.add(owner.run(first));
        while (!set.isEmpty()) {
            taken.add(owner.run(set.take()));
        }
        assertThat(taken).isEqualTo(ended);
        assertThat(children).allMatch(c -> c.polls == 2 && c.cancels == 0);
    }

    @Test
    void f02_ofManyTasks_exactlyThoseWokenAreePolledOnce() throws Exception {
        int count = 500;
        List<Probe<Integer>> children = probes(count);
        TaskSet<Integer> set = new TaskSet<>();
        children.forEach(set::spawn);
        PollFuture<Integer> take = set.take();
        int[] wanted = new int[count];
        Arrays.fill(wanted, 1);
        for (int round = 0; round < 200; round++) {
            do {
                owner.waker.take();
                owner.assertPending(take);
            } while (owner.waker.wakes() > 0);
            boolean[] woken = new boolean[count];
            for (int wakes = random.nextInt(200); wakes > 0; wakes--) {
                int i = random.nextInt(count);
                children.get(i).wake();
                wanted[i] += woken[i] ? 0 : 1;
                woken[i] = true;
            }
        }
        do {
            owner.waker.take();
            owner.assertPending(take);
        } while (owner.waker.wakes() > 0);
        assertThat(children.stream().mapToInt(c -> c.polls)).containsExactly(boxed(wanted));
    }

    private static Integer[] boxed(int[] values) {
        return IntStream.of(values).boxed().toArray(Integer[]::new);
    }
}
