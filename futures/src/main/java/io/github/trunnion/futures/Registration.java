package io.github.trunnion.futures;

/** Something that was registered and can be taken back. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /**
     * Takes it back. Idempotent, from any thread, also after it has fired; an event that is under
     * way may still arrive.
     */
    @Override
    void close();
}
