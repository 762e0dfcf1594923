package io.github.trunnion.loom;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The two ways from the methods of a delegate to those of a facade. */
sealed interface FacadeDirection {

    /** The method of {@link Facades}, for messages. */
    String operation();

    /** Why a result of the delegate cannot become one of the facade, or null if it can. */
    @Nullable String refuses(TypeShape wanted, TypeShape given);

    /** The call of a method whose result is not refused. */
    FacadeCall call(FacadeTarget target, TypeShape wanted, TypeShape given);

    /** Futures or plain results on both sides, which pass as they are. */
    static boolean passes(TypeShape wanted, TypeShape given) {
        return FacadeFutures.isFuture(wanted) == FacadeFutures.isFuture(given);
    }

    private static @Nullable String refusesToPass(TypeShape wanted, TypeShape given) {
        boolean fits =
                (wanted.erasure() == void.class || given.erasure() == void.class)
                        ? isVoid(wanted) && isVoid(given)
                        : wanted.takes(given);
        return fits ? null : "a " + given + " is no " + wanted;
    }

    private static boolean isVoid(TypeShape type) {
        return type.erasure() == void.class || type.erasure() == Void.class;
    }

    private static FacadeCall pass(FacadeTarget target) {
        return (proxy, arguments) -> target.returned(target.call(arguments));
    }

    /**
     * Futures are awaited.
     *
     * @param waits how
     */
    record Awaiting(Waits waits) implements FacadeDirection {
        @Override
        public String operation() {
            return "Facades.blocking";
        }

        @Override
        public @Nullable String refuses(TypeShape wanted, TypeShape given) {
            if (passes(wanted, given)) {
                return refusesToPass(wanted, given);
            }
            if (FacadeFutures.isFuture(wanted)) {
                return "a " + given + " is no " + wanted + "; Facades.async makes futures";
            }
            TypeShape value = FacadeFutures.valueOf(given);
            boolean fits = wanted.erasure() == void.class ? value.isNothing() : wanted.takes(value);
            return fits ? null : "the value of a " + given + " is no " + wanted;
        }

        @Override
        public FacadeCall call(FacadeTarget target, TypeShape wanted, TypeShape given) {
            return passes(wanted, given)
                    ? pass(target)
                    : (proxy, arguments) -> target.returned(await(target, arguments));
        }

        private @Nullable Object await(FacadeTarget target, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            Object source = target.call(arguments);
            if (source == null) {
                throw new NullPointerException(target + " returned null in place of a future");
            }
            Settled<@Nullable Object> end;
            try {
                end = FacadeFutures.end(source, waits);
            } catch (InterruptedException interrupted) {
                if (FacadeTarget.declared(target.method(), interrupted) != null) {
                    throw interrupted;
                }
                Thread.currentThread().interrupt();
                throw undeclared(interrupted);
            } catch (TimeoutException expired) {
                throw FacadeTarget.declared(target.method(), expired) != null
                        ? expired
                        : undeclared(expired);
            }
            return end.await(source, declaring(target, end.failure()));
        }

        private Waits declaring(FacadeTarget target, @Nullable Throwable failure) {
            if (failure == null) {
                return waits;
            }
            var declared = FacadeTarget.declared(target.method(), Failures.unwrap(failure));
            return declared == null ? waits : waits.declaring(declared);
        }

        private static AwaitException undeclared(Exception ending) {
            return LibraryFrames.trim(
                    new AwaitException(String.valueOf(ending.getMessage()), ending));
        }
    }

    /**
     * Calls become futures.
     *
     * @param launcher starts the bodies; null for {@link Blocking} itself
     */
    record Starting(Blocking.@Nullable Launcher launcher) implements FacadeDirection {
        private TaskFuture<@Nullable Object> start(Callable<@Nullable Object> body) {
            return launcher == null ? Blocking.supply(body) : launcher.supply(body);
        }

        @Override
        public String operation() {
            return "Facades.async";
        }

        @Override
        public @Nullable String refuses(TypeShape wanted, TypeShape given) {
            if (passes(wanted, given)) {
                return refusesToPass(wanted, given);
            }
            if (!FacadeFutures.isFuture(wanted)) {
                return "a " + given + " is no " + wanted + "; Facades.blocking awaits futures";
            }
            if (!FacadeFutures.isMade(wanted)) {
                return "a call is made a CompletionStage, CompletableFuture, Future, TaskFuture or"
                        + " PollFuture, but no "
                        + wanted;
            }
            TypeShape value = FacadeFutures.valueOf(wanted);
            boolean fits = given.erasure() == void.class ? value.isNothing() : value.takes(given);
            return fits ? null : "a " + given + " is no value of a " + wanted;
        }

        @Override
        public FacadeCall call(FacadeTarget target, TypeShape wanted, TypeShape given) {
            if (passes(wanted, given)) {
                return pass(target);
            }
            Class<?> kind = wanted.erasure();
            return (proxy, arguments) -> {
                Callable<@Nullable Object> body = () -> run(target, arguments);
                if (kind == PollFuture.class) {
                    return launcher == null ? Blocking.lazy(body) : launcher.lazy(body);
                }
                TaskFuture<@Nullable Object> task = start(body);
                return kind == CompletableFuture.class ? task.toCompletableFuture() : task;
            };
        }

        private static @Nullable Object run(
                FacadeTarget target, @Nullable Object @Nullable [] arguments) {
            try {
                return target.invoke(arguments);
            } catch (Throwable thrown) {
                throw Starting.<RuntimeException>raise(thrown);
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: as it is
        private static <X extends Throwable> X raise(Throwable failure) throws X {
            throw (X) failure;
        }
    }
}
