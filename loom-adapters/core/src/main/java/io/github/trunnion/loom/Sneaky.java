package io.github.trunnion.loom;

/** Throws a throwable as it is where the compiler sees only unchecked ones. */
final class Sneaky {
    private Sneaky() {}

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: throws it as it is
    static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
