//! `std::future::poll_fn`, which is younger than the oldest compiler that this crate is for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future of a function that is its `poll`.
pub fn poll_fn<R, F: FnMut(&mut Context<'_>) -> Poll<R>>(function: F) -> impl Future<Output = R> {
    PollFn(function)
}

struct PollFn<F>(F);

// The function is never pinned.
impl<F> Unpin for PollFn<F> {}

impl<R, F: FnMut(&mut Context<'_>) -> Poll<R>> Future for PollFn<F> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        (self.0)(cx)
    }
}
