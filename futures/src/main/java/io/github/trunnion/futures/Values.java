package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Values on their way through fields that do not know their type. */
final class Values {
    private Values() {}

    /** The value as the type that its producer gave it; null is a value like any other (F8). */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    static <T extends @Nullable Object> T as(@Nullable Object value) {
        return (T) value;
    }
}
