package io.github.trunnion.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;

/** The queue of a carrier, compared with one of the JDK. */
class RunQueueTest {
    private static final int LENGTH = 10;
    private static final int ACTIONS = 3;

    private final RunQueue queue = new RunQueue();

    @Test
    void e08_twoAreAddedAndTaken_theNextTwoAreFirstInFirstOut() {
        Numbered first = new Numbered(1);
        Numbered second = new Numbered(2);
        for (int round = 0; round < 2; round++) {
            queue.add(first);
            queue.add(second);
            assertSame(first, queue.poll());
            assertSame(second, queue.poll());
            assertNull(queue.poll());
            assertTrue(queue.isEmpty());
        }
    }

    @Test
    void e08_anyTenAddsAndTakes_areFirstInFirstOut() {
        int sequences = (int) Math.pow(ACTIONS, LENGTH);
        for (int sequence = 0; sequence < sequences; sequence++) {
            play(sequence);
        }
    }

    private static void play(int sequence) {
        RunQueue queue = new RunQueue();
        Deque<Numbered> model = new ArrayDeque<>();
        int left = sequence;
        for (int i = 0; i < LENGTH; i++) {
            switch (left % ACTIONS) {
                case 0 -> {
                    Numbered node = new Numbered(i);
                    queue.add(node);
                    model.add(node);
                }
                case 1 -> assertSame(model.poll(), queue.poll(), () -> "sequence " + sequence);
                default -> takeAll(queue, model, sequence);
            }
            left /= ACTIONS;
            assertSame(model.peek(), queue.first(), () -> "sequence " + sequence);
            assertEquals(model.isEmpty(), queue.isEmpty(), () -> "sequence " + sequence);
        }
        takeAll(queue, model, sequence);
    }

    private static void takeAll(RunQueue queue, Deque<Numbered> model, int sequence) {
        for (Node node = queue.takeAll(); node != null; node = node.next) {
            assertSame(model.poll(), node, () -> "sequence " + sequence);
        }
        assertNull(model.poll(), () -> "sequence " + sequence);
    }

    private static final class Numbered extends Node {
        private final int number;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        void run(Carrier carrier) {
            throw new AssertionError("it is only queued");
        }

        @Override
        void abandon() {
            throw new AssertionError("it is only queued");
        }

        @Override
        public String toString() {
            return "node " + number;
        }
    }
}
