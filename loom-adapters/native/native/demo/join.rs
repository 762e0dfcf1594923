//! A future of many, each of which has a waker of its own: only those that were woken are polled.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

struct Child {
    woken: AtomicBool,
    parent: Arc<Mutex<Option<Waker>>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        let parent = self.parent.lock().unwrap().clone(); // the lock ends before the wake
        if let Some(parent) = parent {
            parent.wake();
        }
    }
}

pub(crate) async fn all<F: Future + Unpin>(futures: Vec<F>) -> Vec<F::Output> {
    let parent = Arc::new(Mutex::new(None));
    let mut children: Vec<_> = futures
        .into_iter()
        .map(|future| {
            let child = Arc::new(Child { woken: AtomicBool::new(true), parent: parent.clone() });
            (Some(future), child, None)
        })
        .collect();
    pollfuture::poll_fn(move |cx| {
        *parent.lock().unwrap() = Some(cx.waker().clone());
        let mut pending = false;
        for (future, child, output) in &mut children {
            let live = match future {
                Some(live) => live,
                None => continue,
            };
            if child.woken.swap(false, Ordering::Acquire) {
                let waker = Waker::from(child.clone());
                if let Poll::Ready(value) = Pin::new(live).poll(&mut Context::from_waker(&waker)) {
                    *output = Some(value);
                    *future = None;
                    continue;
                }
            }
            pending = true;
        }
        if pending {
            return Poll::Pending;
        }
        Poll::Ready(children.iter_mut().filter_map(|(_, _, output)| output.take()).collect())
    })
    .await
}
