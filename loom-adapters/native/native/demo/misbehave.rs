//! Futures that panic, and wakers that come late.

use super::millis;
use pollfuture::{export, poll_fn, sleep, Error};
use std::future::Future;
use std::rc::Rc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};

struct PanicsOnDrop(&'static str);

impl Drop for PanicsOnDrop {
    fn drop(&mut self) {
        panic!("{}", self.0);
    }
}

struct PanicsOnWake;

impl Wake for PanicsOnWake {
    fn wake(self: Arc<Self>) {
        panic!("in a waker");
    }
}

static LATE: AtomicI64 = AtomicI64::new(0);
static GO: Mutex<bool> = Mutex::new(false);
static GONE: Condvar = Condvar::new();

export! {
    /// Panics after a time.
    fn demo_panic(time: i64) -> impl Future {
        async move {
            sleep(millis(time)).await?;
            if time >= 0 {
                panic!("boom after {time} ms");
            }
            Ok::<i64, Error>(time)
        }
    }

    /// Panics when it is dropped while it waits.
    fn demo_panic_in_drop(time: i64) -> impl Future {
        async move {
            let guard = PanicsOnDrop("dropped while pending");
            sleep(millis(time)).await?;
            std::mem::forget(guard);
            Ok::<i64, Error>(time)
        }
    }

    /// Panics when it has its value and drops what it held.
    fn demo_panic_at_end() -> impl Future {
        let guard = PanicsOnDrop("dropped at the end");
        poll_fn(move |_| {
            let _held = &guard;
            Poll::Ready(1)
        })
    }

    /// Panics, and what it throws panics when it is dropped.
    fn demo_panic_with_panic() -> impl Future {
        async move {
            if true {
                std::panic::panic_any(PanicsOnDrop("dropped as a payload"));
            }
            1
        }
    }

    /// Has a timer whose waker panics, beside one of its own.
    fn demo_panic_in_waker(time: i64) -> impl Future {
        let mut other = Box::pin(sleep(millis(time)));
        let mut own = Box::pin(sleep(millis(time + 2)));
        let mut begun = false;
        poll_fn(move |cx| {
            if !begun {
                begun = true;
                let waker = Waker::from(Arc::new(PanicsOnWake));
                let _ = other.as_mut().poll(&mut Context::from_waker(&waker));
            }
            own.as_mut().poll(cx).map(|end| end.map(|()| time))
        })
    }

    /// Ready at once; a thread keeps the waker, and wakes it a number of times after `demo_late_go`.
    fn demo_late(wakes: i64) -> impl Future {
        poll_fn(move |cx| {
            let waker = cx.waker().clone();
            std::thread::spawn(move || {
                let mut go = GO.lock().unwrap();
                while !*go {
                    go = GONE.wait(go).unwrap();
                }
                drop(go);
                for _ in 0..wakes {
                    waker.wake_by_ref();
                }
                drop(waker);
                LATE.fetch_add(wakes, Ordering::SeqCst);
            });
            Poll::Ready(wakes)
        })
    }

    /// Bound to its thread, without a reactor; a thread wakes it after a time.
    fn demo_bound(time: i64) -> impl Future {
        let held = Rc::new(time);
        let mut begun = false;
        poll_fn(move |cx| {
            if begun {
                return Poll::Ready(*held);
            }
            begun = true;
            let waker = cx.waker().clone();
            std::thread::spawn(move || {
                std::thread::sleep(millis(time));
                waker.wake();
            });
            Poll::Pending
        })
    }
}

/// Has the threads of `demo_late` wake, those of later ones too.
#[no_mangle]
pub extern "C" fn demo_late_go() {
    *GO.lock().unwrap() = true;
    GONE.notify_all();
}

/// How often `demo_late` has woken.
#[no_mangle]
pub extern "C" fn demo_late_wakes() -> i64 {
    LATE.load(Ordering::SeqCst)
}

/// Makes no future: the body of the function panics.
#[no_mangle]
pub extern "C" fn demo_panic_in_constructor() -> *mut pollfuture::abi::Future {
    pollfuture::export(|| {
        if true {
            panic!("in the constructor");
        }
        async { 1 }
    })
}
