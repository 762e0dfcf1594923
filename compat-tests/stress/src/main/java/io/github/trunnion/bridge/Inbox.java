package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

/** What a carrier and its submitters do with a mailbox: the real one, or a broken twin. */
interface Inbox {
    void submit(Node node);

    @Nullable Node takeAll();

    boolean enterPark(ReactorHook hook);

    boolean leavePark();

    boolean tryClose();

    /** The real mailbox. */
    final class Real implements Inbox {
        private final Mailbox mailbox =
                new Mailbox(
                        new Tally(),
                        (hook, failure) -> {
                            throw new AssertionError(failure);
                        });

        @Override
        public void submit(Node node) {
            mailbox.submit(node);
        }

        @Override
        public @Nullable Node takeAll() {
            return mailbox.takeAll();
        }

        @Override
        public boolean enterPark(ReactorHook hook) {
            return mailbox.enterPark(hook);
        }

        @Override
        public boolean leavePark() {
            return mailbox.leavePark();
        }

        @Override
        public boolean tryClose() {
            return mailbox.tryClose();
        }
    }
}
