package io.github.trunnion.guides;

// region gate
import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

/** Ready once somebody has opened it, from any thread. */
final class Gate implements PollFuture<String> {
    private final AtomicWaker waker = new AtomicWaker();
    private volatile String word; // written before the wake

    void open(String theWord) {
        word = theWord;
        waker.wake();
    }

    @Override
    public Poll<String> poll(Context cx) {
        waker.register(cx.waker()); // register first, then look: no wake is lost
        String seen = word;
        return seen == null ? Poll.pending() : Poll.ready(seen);
    }

    @Override
    public void cancel() {
        waker.take(); // a gate that opens later keeps no task in memory
    }
}
// endregion
