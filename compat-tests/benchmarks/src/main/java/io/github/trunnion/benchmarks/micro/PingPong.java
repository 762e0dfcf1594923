package io.github.trunnion.benchmarks.micro;

import java.util.function.Supplier;

/** A game of two virtual threads, each of which waits for a letter and then answers it. */
final class PingPong {
    /** Carries one value from one thread to the other. */
    interface Letter {
        void send(Integer value);

        Integer receive() throws Exception;
    }

    private final Supplier<Letter> paper;
    private final int rounds;

    private PingPong(Supplier<Letter> paper, int rounds) {
        this.paper = paper;
        this.rounds = rounds;
    }

    /** Plays in two new threads, and returns how many letters arrived. */
    static int play(Threads threads, Supplier<Letter> paper, int rounds)
            throws InterruptedException {
        PingPong game = new PingPong(paper, rounds);
        Player first = game.new Player();
        Player second = game.new Player();
        first.peer = second;
        second.peer = first;
        first.inbox.send(1);
        Thread thread = threads.start(first);
        threads.start(second).join();
        thread.join();
        int letters = 2 * rounds;
        Threads.require(second.latest == letters, letters + " letters, but " + second.latest);
        return letters;
    }

    /** One of the two. The other one has its new inbox before it gets the letter to answer. */
    private final class Player implements Runnable {
        private Letter inbox = paper.get();
        private Player peer = this;
        private int latest;

        @Override
        public void run() {
            try {
                for (int i = 0; i < rounds; i++) {
                    Integer got = inbox.receive();
                    latest = got;
                    inbox = paper.get();
                    peer.inbox.send(got + 1);
                }
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
