package io.github.trunnion.compat.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

import java.util.concurrent.Flow;

/**
 * The answers of a server-streaming method: one call for each subscriber, whose demand is that of
 * the call, so the server is held back by it; a cancel of the subscription cancels the call.
 */
record CallPublisher<Q, A>(
        Channel channel, MethodDescriptor<Q, A> method, CallOptions options, Q request)
        implements Flow.Publisher<A> {

    @Override
    public void subscribe(Flow.Subscriber<? super A> subscriber) {
        ClientCall<Q, A> call = channel.newCall(method, options);
        Answers<A> answers = new Answers<>(call, subscriber);
        subscriber.onSubscribe(answers);
        if (answers.start()) {
            call.sendMessage(request);
            call.halfClose();
        }
    }

    private static final class Answers<A> extends ClientCall.Listener<A>
            implements Flow.Subscription {
        private final ClientCall<?, A> call;
        private final Flow.Subscriber<? super A> subscriber;
        private boolean started;
        private long demand; // before the start
        private volatile boolean cancelled;

        Answers(ClientCall<?, A> call, Flow.Subscriber<? super A> subscriber) {
            this.call = call;
            this.subscriber = subscriber;
        }

        /** False if the subscription is cancelled already. */
        synchronized boolean start() {
            if (cancelled) {
                return false;
            }
            call.start(this, new Metadata());
            started = true;
            if (demand > 0) {
                call.request((int) Math.min(demand, Integer.MAX_VALUE));
            }
            return true;
        }

        @Override
        public synchronized void request(long n) {
            if (n <= 0) {
                cancel();
                subscriber.onError(new IllegalArgumentException("requested " + n)); // rule 3.9
            } else if (started) {
                call.request((int) Math.min(n, Integer.MAX_VALUE));
            } else {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            }
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            if (started) {
                call.cancel("subscription cancelled", null);
            }
        }

        @Override
        public void onMessage(A answer) {
            if (!cancelled) {
                subscriber.onNext(answer);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (cancelled) {
                return;
            }
            if (status.isOk()) {
                subscriber.onComplete();
            } else {
                subscriber.onError(status.asRuntimeException(trailers));
            }
        }
    }
}
