package io.github.trunnion.bridge;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Orders of events of timers, each near every turn of the clock; {@link TimerScript} explains. */
@Tag("slow") // no JDK differs in this: the matrix of JDKs may leave it out
class TimerGridTest {
    private static final String TABLE =
            """
            # deadlines in their order, equal ones in the order of registration
            next:none
            a10 next:10 +9 = next:1 +1 =a next:none +100 =
            a10 b10 c5 next:5 +5 =c next:5 +5 =ab
            a7 b3 c5 +100 =bca
            a5 +3 b2 c2 +2 =abc
            a3 +1 b1 +1 =b +1 =a
            a5 b5 c5 d5 e5 f5 g5 h5 +5 =abcdefgh
            a9 b8 c7 d6 e5 f4 g3 h2 i1 +4 =ihgf +5 =edcba
            # zero and less: as soon as possible, never inside the call, among equals in their order
            a0 = next:0 +0 =a
            a0 b-5 cmin d0 next:0 +0 =abcd
            a1 b0 +0 =b next:1 +1 =a
            a5 +5 b0 +0 =ab
            # the longest delay: half the range of the clock, beyond any life of a process
            amax next:half +0 = +5 =
            amax b5 +5 =b
            amax +half-1 = next:1 +1 =a
            amax +half-1 bmax +1 =a next:half-1 +half-1 =b
            amax +half-1 b5 next:1 +6 =ab
            # past deadlines: what came too late fires in the order of the deadlines
            a5 b1 +half =ba
            a5 +3 b0 c1 next:0 +100 =bca
            # cancelled before, twice, after it has fired
            a5 x:a next:none +5 =
            a5 x:a x:a b5 +5 =b
            a5 +5 =a x:a b5 x:a next:5 +5 =b
            a5 b5 c5 x:b +5 =ac
            a5 b6 x:a next:6 +6 =b
            a9 b8 c7 d6 e5 f4 g3 h2 i1 x:e x:a x:i +9 =hgfdcb
            # cancelled from inside a timer: itself, a later one and an earlier one of the instant
            a5{x:a} +5 =a
            a5{x:b} b5 +5 =a
            a5 b5{x:a} +5 =ab
            a5{x:c} b5 c5 d5 +5 =abd
            a5{x:b} b6 +10 =a next:none
            a5{x:b} b6 +5 =a next:none +1 =
            # armed from inside a timer: in the next round at the earliest
            a5{b0} +5 =a next:0 +0 =b
            a5{b-1} +9 =a next:0 +0 =b
            a5{b5} +5 =a next:5 +4 = +1 =b
            a5{a5} +5 =a next:5 +5 =a next:none
            a5{a5{a5}} +100 =a +0 = next:5 +5 =a +5 =a next:none
            a5{b0} c6 +10 =ac +0 =b
            a5{b2} c7 +5 =a +2 =cb
            a5{b1} +5 c1 +1 =abc
            a5{b0;c0} d5{e0} +5 =ad +0 =bce
            a5{b0{c0}} +5 =a +0 =b +0 =c next:none
            a5{b0;x:b} +5 =a next:none +0 =
            a5{x:b;c0} b5 +5 =a +0 =c
            """;

    private static final long[] STARTS = {
        0,
        -1,
        -5,
        7,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE - 5,
        Long.MAX_VALUE - 10,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 5,
        Long.MAX_VALUE >> 1,
        Long.MIN_VALUE >> 1
    };

    static Stream<Arguments> rowsAndStarts() {
        return TABLE.lines()
                .filter(row -> !row.startsWith("#"))
                .flatMap(row -> LongStream.of(STARTS).mapToObj(start -> Arguments.of(row, start)));
    }

    @ParameterizedTest
    @MethodSource("rowsAndStarts")
    void h07_stepsOfARowFromAStartOfTheClock_fireAsItSays(String row, long start) {
        new TimerScript(start).run(row);
    }
}
