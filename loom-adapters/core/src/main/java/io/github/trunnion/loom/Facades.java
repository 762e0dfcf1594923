package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

/**
 * Makes a whole interface blocking, or asynchronous.
 *
 * <pre>{@code
 * interface AsyncUsers { CompletionStage<User> find(long id); }
 * interface Users      { User find(long id) throws NoSuchUserException, InterruptedException; }
 *
 * Users users = Facades.blocking(Users.class, asyncUsers);
 * User user = users.find(42);
 * }</pre>
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>fa01, fa02: a method goes to the public method of the delegate with the same name and
 *       parameter types. Futures are any {@link java.util.concurrent.CompletionStage}, {@link
 *       java.util.concurrent.Future} or {@link io.github.trunnion.futures.PollFuture}.
 *   <li>fa03: a checked exception that the method declares comes out as it is; another one as the
 *       cause of an {@link AwaitException}.
 *   <li>fa04: where the two do not fit, an {@link IllegalArgumentException} of the call here names
 *       each method and why. A type that is raw in the delegate is not checked before it is used.
 *       {@code void} fits a future of {@link Void} or of a wildcard, so that no value gets lost
 *       unnoticed.
 *   <li>fa05: a default method without a counterpart runs as it is, on the facade. A method that
 *       returns a future on both sides, or on neither, passes through. {@code equals} holds between
 *       facades of one interface, one delegate object and the same settings; {@code toString} names
 *       the delegate.
 * </ul>
 *
 * <p>The public methods of the delegate are looked for in its class, in the parents of it, and in
 * all interfaces of these. Where neither is public and exported to this library's module, its
 * package has to be open to it. A default method of an interface that is not public also needs its
 * package to be open. On the class path all packages are.
 *
 * <p>Facades are immutable and for as many threads as the delegate is for.
 */
public final class Facades {
    private Facades() {}

    /**
     * Makes an interface whose methods await those of the delegate, by the rules of {@link Await}.
     *
     * <p>An interrupt cancels the future. Where the method declares {@link InterruptedException} it
     * is thrown; elsewhere the flag is set again, and an {@link AwaitException} has it as the
     * cause.
     *
     * @param type the interface
     * @param delegate what has the methods that return futures
     * @param <T> the interface
     * @return the facade
     * @throws IllegalArgumentException if a method does not fit, or {@code type} is no interface
     */
    public static <T> T blocking(Class<T> type, Object delegate) {
        return FacadeHandler.facade(
                requireNonNull(type, "type"),
                requireNonNull(delegate, "delegate"),
                new FacadeDirection.Awaiting(Waits.DEFAULT));
    }

    /**
     * The same with options for each await.
     *
     * <p>A timeout comes out as the {@link java.util.concurrent.TimeoutException} that the method
     * declares, or else as the cause of an {@link AwaitException}.
     *
     * @param type the interface
     * @param delegate what has the methods that return futures
     * @param options for each await
     * @param <T> the interface
     * @return the facade
     * @throws IllegalArgumentException if a method does not fit, or {@code type} is no interface
     */
    public static <T> T blocking(Class<T> type, Object delegate, AwaitOptions<?> options) {
        return FacadeHandler.facade(
                requireNonNull(type, "type"),
                requireNonNull(delegate, "delegate"),
                new FacadeDirection.Awaiting(requireNonNull(options, "options").waits()));
    }

    /**
     * Makes an interface whose methods run those of the delegate on a virtual thread each, by the
     * rules of {@link Blocking}.
     *
     * <p>The methods return {@code CompletionStage}, {@code CompletableFuture}, {@code Future},
     * {@code TaskFuture} or {@code PollFuture}. A poll-future starts its call at the first poll,
     * the others at once. Cancelling one interrupts the call. What the call throws is the failure,
     * without a wrapper.
     *
     * @param type the interface
     * @param delegate what has the methods that block
     * @param <T> the interface
     * @return the facade
     * @throws IllegalArgumentException if a method does not fit, or {@code type} is no interface
     */
    public static <T> T async(Class<T> type, Object delegate) {
        return FacadeHandler.facade(
                requireNonNull(type, "type"),
                requireNonNull(delegate, "delegate"),
                new FacadeDirection.Starting(null));
    }

    /**
     * The same on threads of one's own choice.
     *
     * @param type the interface
     * @param delegate what has the methods that block
     * @param launcher starts each call
     * @param <T> the interface
     * @return the facade
     * @throws IllegalArgumentException if a method does not fit, or {@code type} is no interface
     */
    public static <T> T async(Class<T> type, Object delegate, Blocking.Launcher launcher) {
        return FacadeHandler.facade(
                requireNonNull(type, "type"),
                requireNonNull(delegate, "delegate"),
                new FacadeDirection.Starting(requireNonNull(launcher, "launcher")));
    }
}
