package io.github.trunnion.examples.fetch;

/** What has become of one item in one way. */
sealed interface Outcome {

    /**
     * The file was fetched.
     *
     * @param bytes its length
     * @param sha256 its digest, in hexadecimal
     */
    record Fetched(long bytes, String sha256) implements Outcome {}

    /**
     * The file was not fetched.
     *
     * @param message why, for people
     */
    record Failed(String message) implements Outcome {}
}
