package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Wakers that are collected first and fired later. */
class WakerBatchTest {
    private final WakerBatch batch = new WakerBatch();
    private final List<Integer> fired = new ArrayList<>();

    private void add(int number) {
        batch.add(() -> fired.add(number));
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void manyWakers_firedOnceInTheirOrder() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                add(i);
            }
            assertThat(fired).isEmpty();
            batch.fire();
            batch.fire();
            assertThat(fired).isEqualTo(upTo(100));
            fired.clear();
        }
    }

    @Test
    void wakerThatCollects_firedInTheSameCallAfterTheOthers() {
        batch.add(
                () -> {
                    fired.add(0);
                    add(2);
                });
        add(1);
        batch.fire();
        assertThat(fired).isEqualTo(upTo(3));
    }

    @Test
    void wakerThatCollectsAndFires_eachIsFiredOnce() {
        for (int round = 0; round < 3; round++) {
            batch.add(
                    () -> {
                        fired.add(0);
                        for (int i = 1; i < 40; i++) {
                            add(i);
                        }
                        batch.fire();
                    });
            add(40);
            batch.fire();
            assertThat(fired).isEqualTo(upTo(41));
            fired.clear();
        }
    }

    @Test
    void w04_firedWaker_isNotKept() {
        WeakReference<Waker> reference = addAndForget();
        batch.fire();
        await().until(() -> Process.isCollected(reference));
        add(0);
        batch.fire();
        assertThat(fired).containsExactly(0);
    }

    private WeakReference<Waker> addAndForget() {
        Waker waker = new CountingWaker();
        batch.add(waker);
        return new WeakReference<>(waker);
    }
}
