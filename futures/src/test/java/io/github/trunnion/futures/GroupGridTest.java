package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** Orders of events of children; {@link GroupScript} explains the rows. */
@Timeout(60)
class GroupGridTest {
    private static final String TABLE =
            """
            #                                               polls stop drop w e outcome
            # who is polled: the new ones, then the woken ones, in the order of their wakes
            all abc                                         | 000 000 000 0 0 pending
            all abc poll                                    | 111 000 000 0 0 pending
            all abc poll poll                               | 111 000 000 0 0 pending
            all abc poll wake:b poll                        | 121 000 000 1 0 pending
            all abc poll wake:c wake:b wake:c poll          | 122 000 000 1 0 pending
            all abc poll wake:b poll wake:b poll            | 131 000 000 2 0 pending
            all abc poll end:a poll wake:a poll             | 211 000 000 1 0 pending
            # a child that wakes itself or a sibling in its poll
            all abc a>wake:a poll                           | 111 000 000 1 0 pending
            all abc a>wake:a poll poll                      | 211 000 000 1 0 pending
            all abc a>wake:a poll a>wake:a poll poll poll   | 311 000 000 2 0 pending
            all abc a>wake:a a>wake:a poll poll poll        | 211 000 000 1 0 pending
            all abc b>wake:c poll poll                      | 111 000 000 0 0 pending
            all abc poll b>wake:c wake:b poll poll          | 122 000 000 2 0 pending
            all abc poll b>wake:a wake:b wake:a poll poll   | 221 000 000 1 0 pending
            all abc poll a>wake:b b>wake:a wake:a poll poll | 221 000 000 3 0 pending
            all abc a>end:c poll                            | 111 000 000 0 0 pending
            all abc c>end:a poll                            | 111 000 000 1 0 pending
            all abc c>end:a run                             | 211 000 000 1 0 pending
            # all: in any order of ending the values are in the order of the children
            all abc end:a end:b end:c poll                  | 111 000 000 0 0 abc
            all abc poll end:c poll end:a poll end:b poll   | 222 000 000 3 0 abc
            all abc poll end:c end:b end:a poll             | 222 000 000 1 0 abc
            all abc a>end:b b>end:c c>end:a run             | 211 000 000 1 0 abc
            all abc poll fail:b poll                        | 121 101 000 1 0 !b
            all abc fail:a poll                             | 100 011 000 0 0 !a
            all abc poll end:a poll fail:b poll             | 221 001 100 2 0 !b
            all abc poll fail:c fail:a poll                 | 112 110 000 1 0 !c
            all abc b>fail:c poll                           | 111 110 000 0 0 !c
            all abc b>fail:a poll wake:c poll               | 211 011 000 1 0 !a
            # all, cancelled: k of n done
            all abc cancel                                  | 000 111 000 0 0 cancelled
            all abc poll cancel                             | 111 111 000 0 0 cancelled
            all abc poll end:a cancel                       | 111 111 000 1 0 cancelled
            all abc poll end:a poll cancel                  | 211 011 100 1 0 cancelled
            all abc poll end:a poll end:b poll cancel       | 221 001 110 2 0 cancelled
            all abc poll cancel wake:a                      | 111 111 000 0 0 cancelled
            # a cancel that throws
            all abc bad:b poll cancel                       | 111 111 000 0 1 cancelled
            all abc bad:a bad:c poll fail:b poll            | 121 101 000 1 2 !b
            # race: the first that is polled ready wins
            race abc poll end:b poll                        | 121 101 000 1 0 b
            race abc end:b end:c poll                       | 110 101 000 0 0 b
            race abc poll end:b end:c poll                  | 121 101 000 1 0 b
            race abc poll end:c end:b poll                  | 112 110 000 1 0 c
            race abc a>end:c poll                           | 111 110 000 0 0 c
            race abc c>end:a poll                           | 111 000 000 1 0 pending
            race abc c>end:a run                            | 211 011 000 1 0 a
            race abc poll end:b poll wake:a wake:c          | 121 101 000 1 0 b
            race abc poll fail:a poll fail:c poll           | 212 000 000 2 0 pending
            race abc poll fail:a poll end:b poll            | 221 001 000 2 0 b
            race abc poll fail:c poll fail:a fail:b poll    | 222 000 000 2 0 !c
            race abc poll fail:a poll cancel                | 211 011 000 1 0 cancelled
            race abc cancel                                 | 000 111 000 0 0 cancelled
            race abc bad:a poll end:b poll                  | 121 101 000 1 1 b
            # join
            join ab poll end:b poll end:a poll              | 22 00 00 2 0 ab
            join ab b>end:a run end:b poll                  | 22 00 00 2 0 ab
            join ab poll end:a poll fail:b poll             | 22 00 10 2 0 !b
            join ab poll fail:a poll                        | 21 01 00 1 0 !a
            join ab poll end:a poll cancel                  | 21 01 10 1 0 cancelled
            join ab poll end:b cancel                       | 11 11 00 1 0 cancelled
            join ab bad:b poll fail:a poll                  | 21 01 00 1 1 !a
            # forEach, two at a time: elements that were not taken have no future
            each abcd cancel                                | 0000 0000 0000 0 0 cancelled
            each abcd poll                                  | 1100 0000 0000 0 0 pending
            each abcd poll end:a poll                       | 2110 0000 0000 1 0 pending
            each abcd poll end:a end:b poll                 | 2211 0000 0000 1 0 pending
            each abcd end:a end:b end:c end:d poll          | 1111 0000 0000 0 0 done
            each abcd poll end:b poll end:c poll            | 1221 0000 0000 2 0 pending
            each abcd end:a end:b end:c poll end:d poll     | 1112 0000 0000 1 0 done
            each abcd a>wake:a poll poll                    | 2100 0000 0000 1 0 pending
            each abcd poll end:a poll wake:a poll           | 2110 0000 0000 1 0 pending
            each abcd poll fail:a poll                      | 2100 0100 0000 1 0 !a
            each abcd poll end:a poll fail:c poll           | 2120 0100 0000 2 0 !c
            each abcd poll end:a poll cancel                | 2110 0110 0000 1 0 cancelled
            each abcd bad:a bad:b poll cancel               | 1100 1100 0000 0 2 cancelled
            """;

    static List<String> rows() {
        return TABLE.lines().filter(l -> !l.startsWith("#")).toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void w03_stepsOfARow_pollCancelAndDiscardAsItSays(String row) throws Exception {
        assertThat(GroupScript.run(row)).isEqualTo(GroupScript.expected(row));
    }
}
