package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.loom.ContextSource.Captured;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries the context of a thread, such as its MDC, to where an operation really runs.
 *
 * <p>A carrier says what belongs to the context. {@link #capture} takes it from the current thread;
 * the snapshot is installed around each operation, on whatever thread, and what that thread had
 * comes back afterwards.
 *
 * <pre>{@code
 * ContextCarrier context = ContextCarrier.standard().withThreadLocal("tenant", TENANT);
 * Runnable later = context.capture().wrapRunnable(this::work);
 * }</pre>
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>cx01: everything is {@link ContextSnapshot#call call}-shaped, for scoped values are bound
 *       for the time of a call only; the wraps are made of it.
 *   <li>cx02: sources are captured and installed in the order in which they were added, and
 *       restored in reverse, also after a failure. Scoped values are bound around all the others.
 *   <li>cx03: the MDC is always carried explicitly, whatever threads inherit from each other. An
 *       MDC that was empty at the capture clears that of the thread for the time of the operation.
 *   <li>cx06: operations of different snapshots on one thread never see each other's context.
 * </ul>
 *
 * <p>A context is carried wholly or not at all. If a source throws at the capture, or when it is
 * installed, the operation does not run: an {@link IllegalStateException} names the source, and
 * those that had been installed are restored. If a source throws when it is restored, that is
 * logged; the value or the failure of the operation stays what it is. An {@link Error} of a source
 * is thrown as it is.
 *
 * <p>Immutable, for any number of threads.
 */
public final class ContextCarrier {
    private static final ContextCarrier NONE = new ContextCarrier(List.of(), List.of());

    /** Null until the first use that succeeds; of several at a time the first one stays. */
    private static final AtomicReference<@Nullable ContextCarrier> STANDARD =
            new AtomicReference<>();

    private final List<Named> sources;
    private final List<Named> scopedValues;

    /** A source or scoped value, with its name in messages. */
    private record Named(String name, Object what) {
        ContextSource source() {
            return (ContextSource) what;
        }
    }

    private ContextCarrier(List<Named> sources, List<Named> scopedValues) {
        this.sources = sources;
        this.scopedValues = scopedValues;
    }

    /**
     * The carrier of nothing, to which sources are added.
     *
     * @return the carrier
     */
    public static ContextCarrier none() {
        return NONE;
    }

    /**
     * What {@link Blocking} carries unless it is told otherwise: the MDC, the {@link
     * ContextSource}s that {@link ServiceLoader} finds with the class loader of this library, in
     * its order, and Micrometer's context-propagation if it is there. Found once.
     *
     * @return the carrier
     * @throws java.util.ServiceConfigurationError if a source that was found cannot be made; the
     *     next call tries again
     */
    public static ContextCarrier standard() {
        ContextCarrier found = STANDARD.get(); // volatile read
        if (found == null) {
            ContextCarrier made = NONE.withMdc();
            for (ContextSource source :
                    ServiceLoader.load(
                            ContextSource.class, ContextCarrier.class.getClassLoader())) {
                made = made.with(source);
            }
            MicrometerSource micrometer = MicrometerSource.find();
            if (micrometer != null) {
                made = made.with(micrometer);
            }
            // volatile RMW, no lock: the sources are somebody's code
            found = STANDARD.compareAndSet(null, made) ? made : requireNonNull(STANDARD.get());
        }
        return found;
    }

    /**
     * With the MDC of slf4j as well, unless it is there already.
     *
     * @return a carrier
     */
    public ContextCarrier withMdc() {
        return has(MdcSource.INSTANCE.name()) ? this : with(MdcSource.INSTANCE);
    }

    /**
     * With everything that Micrometer's context-propagation has accessors for as well, unless it is
     * there already: observations, and OpenTelemetry's context through its accessor. What a
     * snapshot lacks is cleared while it is installed.
     *
     * @return a carrier
     * @throws IllegalStateException if the library is not on the path of this one, or older than
     *     1.0.3
     */
    public ContextCarrier withMicrometer() {
        if (has(MicrometerSource.NAME)) {
            return this;
        }
        MicrometerSource source = MicrometerSource.find();
        if (source == null) {
            throw new IllegalStateException(
                    "withMicrometer() needs io.micrometer:context-propagation 1.0.3 or later, which"
                        + " is not there. Add it, or call standard(), which takes it if it is.");
        }
        return with(source);
    }

    /**
     * With a thread-local as well (cx04).
     *
     * <p>A null is taken for unset and installed and restored by {@link ThreadLocal#remove}. One
     * that has an initial value gets it at the capture and at the install.
     *
     * @param name its name in messages
     * @param local the thread-local
     * @param <T> the type of its values
     * @return a carrier
     * @throws IllegalArgumentException if the name is taken
     */
    public <T> ContextCarrier withThreadLocal(String name, ThreadLocal<T> local) {
        return with(
                new ThreadLocalSource<>(
                        requireNonNull(name, "name"), requireNonNull(local, "local")));
    }

    /**
     * With a scoped value as well (cx04), on JDK 25 and later. It is bound around the operation if
     * it was bound at the capture; else the operation sees what its thread has.
     *
     * @param name its name in messages
     * @param scopedValue a {@code java.lang.ScopedValue}
     * @return a carrier
     * @throws IllegalArgumentException if it is something else, or the name is taken
     * @throws IllegalStateException if the JDK is older
     */
    public ContextCarrier withScopedValue(String name, Object scopedValue) {
        requireNonNull(name, "name");
        requireNonNull(scopedValue, "scopedValue");
        Named added = new Named(name, ScopedValues.check(name, scopedValue));
        return new ContextCarrier(sources, plus(scopedValues, added));
    }

    /**
     * With another source as well.
     *
     * @param source the source
     * @return a carrier
     * @throws IllegalArgumentException if its name is taken
     */
    public ContextCarrier with(ContextSource source) {
        requireNonNull(source, "source");
        Named added = new Named(requireNonNull(source.name(), "name"), source);
        return new ContextCarrier(plus(sources, added), scopedValues);
    }

    private boolean has(String name) {
        return sources.stream().anyMatch(part -> part.name().equals(name))
                || scopedValues.stream().anyMatch(part -> part.name().equals(name));
    }

    private List<Named> plus(List<Named> parts, Named added) {
        if (has(added.name())) {
            throw new IllegalArgumentException(
                    this
                            + " has a source named "
                            + added.name()
                            + " already: name this one otherwise");
        }
        List<Named> all = new ArrayList<>(parts);
        all.add(added);
        return List.copyOf(all);
    }

    /**
     * Takes the context of the current thread.
     *
     * @return what it has now
     * @throws IllegalStateException if a source cannot be captured; the cause is what it has thrown
     */
    public ContextSnapshot capture() {
        if (this == NONE) {
            return ContextSnapshot.EMPTY;
        }
        String[] names = new String[sources.size()];
        Captured[] captured = new Captured[names.length];
        for (int i = 0; i < names.length; i++) {
            Named part = sources.get(i);
            names[i] = part.name();
            try {
                captured[i] =
                        requireNonNull(part.source().capture(), "capture() returned no Captured");
            } catch (RuntimeException thrown) {
                throw new IllegalStateException(
                        "The context source %s could not be captured on %s; see the cause. A carrier without it is made from ContextCarrier.none()."
                                .formatted(names[i], Thread.currentThread().getName()),
                        thrown);
            }
        }
        return new ContextSnapshot(
                names,
                captured,
                scopedValues.isEmpty()
                        ? null
                        : ScopedValues.capture(scopedValues.stream().map(Named::what).toList()));
    }

    /**
     * An executor that captures the context of whoever submits, at each {@code execute}, and
     * installs it around the action.
     *
     * @param executor runs the actions
     * @return the executor; its {@code execute} throws as {@link #capture} does
     */
    public Executor wrapExecutor(Executor executor) {
        requireNonNull(executor, "executor");
        return action -> executor.execute(capture().wrapRunnable(action));
    }

    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        scopedValues.forEach(part -> names.add(part.name()));
        sources.forEach(part -> names.add(part.name()));
        return "ContextCarrier" + names;
    }
}
