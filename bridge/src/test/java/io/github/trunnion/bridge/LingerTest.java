package io.github.trunnion.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class LingerTest {
    private static final long MICROS = 1_000;

    private final Mailbox mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
    private final AtomicInteger looks = new AtomicInteger();
    private long now;
    private final Linger linger = new Linger(mailbox, true, this::passing);

    /** Time passes while somebody asks for it. */
    private long passing() {
        looks.incrementAndGet();
        return now += MICROS;
    }

    private void sleeps(int times, long micros, boolean notified) {
        for (int i = 0; i < times; i++) {
            linger.sleepBegins();
            now += micros * MICROS;
            linger.sleepEnded(notified);
        }
        looks.set(0);
    }

    /** As a carrier does that has nothing to do. */
    private boolean stays() {
        return stays(linger);
    }

    private static boolean stays(Linger linger) {
        return linger.isStream() && linger.findsWork(Long.MAX_VALUE);
    }

    private void submit() {
        mailbox.submit(
                new Node() {
                    @Override
                    void run(Carrier carrier) {}

                    @Override
                    void abandon() {}
                });
    }

    @Test
    void e03_freshCarrier_sleepsAtOnce() {
        assertFalse(stays());
        assertEquals(0, looks.get());
    }

    @Test
    void e03_threeSleepsCutShort_thenASubmit_isFoundAwake() {
        sleeps(2, 10, true);
        assertFalse(stays());
        sleeps(1, 10, true);
        submit();
        assertTrue(stays());
        assertTrue(stays());
    }

    @Test
    void e03_threeSleepsCutShort_thenNothing_endsInSleep() {
        sleeps(3, 10, true);
        assertFalse(stays());
        assertTrue(looks.get() > 10, "looked for a while");
        looks.set(0);
        assertFalse(stays());
        assertEquals(0, looks.get());
    }

    @Test
    void e03_longSleep_orOneThatNobodyEnded_beginsAnew() {
        sleeps(2, 10, true);
        sleeps(1, 100, true);
        sleeps(2, 10, true);
        sleeps(1, 10, false);
        sleeps(2, 10, true);
        assertFalse(stays());
        assertEquals(0, looks.get());
    }

    @Test
    void e03_eachLookInVain_takesTwiceTheSleeps_eachGoodOneHalf() {
        for (int wanted = 3; wanted <= 24; wanted *= 2) {
            sleeps(wanted - 1, 10, true);
            assertFalse(stays());
            assertEquals(0, looks.get());
            sleeps(1, 10, true);
            assertFalse(stays());
            assertTrue(looks.get() > 10, "looked for a while");
        }
        sleeps(48, 10, true);
        submit();
        assertTrue(stays());
        Node taken = mailbox.takeAll();
        assertTrue(taken != null);
        assertFalse(stays());
        sleeps(48, 10, true);
        assertFalse(stays());
        assertTrue(looks.get() > 10, "looked for a while");
    }

    @Test
    void e03_virtualLoop_orOneProcessor_neverLooks() {
        Linger never = new Linger(mailbox, false, this::passing);
        for (int i = 0; i < 100; i++) {
            never.sleepBegins();
            never.sleepEnded(true);
        }
        assertFalse(stays(never));
        assertEquals(0, looks.get());
    }

    @Test
    void h08_streamThatKeepsTheCarrierAwake_theHookHasATurnEachHalfMillisecond() {
        sleeps(3, 10, true);
        submit();
        int turns = 0;
        long start = now;
        while (now - start < 5_000 * MICROS) {
            assertTrue(stays());
            turns += linger.isTurnDue() ? 1 : 0;
        }
        assertTrue(turns == 9 || turns == 10, turns + " turns in 5 ms");
    }

    @Test
    void h07_deadlineThatIsNear_endsTheLookInTime() {
        sleeps(3, 10, true);
        long start = now;
        assertFalse(linger.findsWork(5 * MICROS));
        assertTrue(now - start <= 7 * MICROS, "looked for " + (now - start) + " ns");
    }
}
