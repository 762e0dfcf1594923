package io.github.trunnion.examples;

/** Replaced by the first real example. */
public final class Hello {
    private Hello() {}

    /** Prints a line. */
    public static void main(String[] args) {
        System.out.println("hello on " + Runtime.version());
    }
}
