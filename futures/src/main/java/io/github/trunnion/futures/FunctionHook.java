package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A hook of two functions. */
final class FunctionHook implements ReactorHook {
    private final ParkFunction park;
    private final Runnable unpark;

    FunctionHook(ParkFunction park, Runnable unpark) {
        this.park = requireNonNull(park, "park");
        this.unpark = requireNonNull(unpark, "unpark");
    }

    @Override
    public int park(long nanos) throws IOException {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "park(" + nanos + "): nanos must not be negative; no bound is Long.MAX_VALUE");
        }
        return park.park(nanos);
    }

    @Override
    public void unpark() {
        unpark.run();
    }

    @Override
    public boolean hasInterest() {
        return true;
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "ReactorHook[" + park + "]";
    }
}
