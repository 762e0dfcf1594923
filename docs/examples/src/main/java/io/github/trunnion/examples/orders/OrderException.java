package io.github.trunnion.examples.orders;

import org.jspecify.annotations.Nullable;

/**
 * Why an order could not be enriched.
 *
 * <p>Each has a public constructor of message and cause and no fields, so an await throws a copy
 * that has the frames of the caller.
 */
public abstract sealed class OrderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private OrderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The line is no order. */
    public static final class Malformed extends OrderException {
        private static final long serialVersionUID = 1L;

        /** Made of a message and perhaps a cause. */
        public Malformed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Nobody knows the customer. */
    public static final class UnknownCustomer extends OrderException {
        private static final long serialVersionUID = 1L;

        /** Made of a message and perhaps a cause. */
        public UnknownCustomer(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The price did not come in time. */
    public static final class LatePrice extends OrderException {
        private static final long serialVersionUID = 1L;

        /** Made of a message and perhaps a cause. */
        public LatePrice(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The order as a whole took too long. */
    public static final class LateOrder extends OrderException {
        private static final long serialVersionUID = 1L;

        /** Made of a message and perhaps a cause. */
        public LateOrder(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The order could not be written to the audit. */
    public static final class NotAudited extends OrderException {
        private static final long serialVersionUID = 1L;

        /** Made of a message and perhaps a cause. */
        public NotAudited(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
