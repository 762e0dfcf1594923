//! Timers.

use crate::outcome::Error;
use crate::reactor::{failed, Reactor, TimerKey};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// In place of a time that the clock cannot express.
const FAR: Duration = Duration::from_secs(100 * 365 * 86_400);

/// Waits for the given time, counted from the first poll and rounded up to milliseconds.
pub fn sleep(time: Duration) -> Sleep {
    Sleep { time, due: None, timer: None }
}

/// The future of [`sleep`].
pub struct Sleep {
    time: Duration,
    due: Option<Instant>,
    timer: Option<(Rc<Reactor>, TimerKey)>,
}

impl Future for Sleep {
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let now = Instant::now();
        let time = self.time;
        let due = *self.due.get_or_insert_with(|| now.checked_add(time).unwrap_or(now + FAR));
        if due <= now {
            self.end();
            return Poll::Ready(Ok(()));
        }
        match &self.timer {
            None => {
                let reactor = match Reactor::current() {
                    Ok(reactor) => reactor,
                    Err(error) => return Poll::Ready(Err(error)),
                };
                let key = reactor.add_timer(due, cx.waker().clone());
                self.timer = Some((reactor, key));
            }
            Some((reactor, key)) => {
                if !reactor.is_open() {
                    self.end();
                    return Poll::Ready(Err(failed()));
                }
                if !reactor.renew_timer(*key, cx.waker()) {
                    let key = reactor.add_timer(due, cx.waker().clone());
                    self.timer.as_mut().expect("it is set").1 = key;
                }
            }
        }
        Poll::Pending
    }
}

impl Sleep {
    fn end(&mut self) {
        if let Some((reactor, key)) = self.timer.take() {
            reactor.remove_timer(key);
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.end();
    }
}
