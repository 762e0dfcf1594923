//! Futures of Rust as `pf_future`s.

use crate::abi::{self, FutureResult, FutureVtable};
use crate::current::{self, Scope};
use crate::hook::HOOK;
use crate::live::{Counted, Kind};
use crate::outcome::{buf_free, IntoOutcome, Outcome};
use crate::panics::{catch, print};
use crate::wakers::Cached;
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::future::Future;
use std::mem::{replace, size_of};
use std::pin::Pin;
use std::ptr::{addr_of, null, null_mut};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};

/// Makes a `pf_future` that stays on the thread of its first poll. It belongs to the caller.
///
/// That need not be the thread that makes it, so what the future holds before its first poll must be `Send`; what it
/// makes in there need not. The compiler cannot see that.
///
/// NULL if `make` panics.
pub fn export<F>(make: impl FnOnce() -> F) -> *mut abi::Future
where
    F: Future + 'static,
    F::Output: IntoOutcome,
{
    new(&BOUND, make)
}

/// Makes a `pf_future` that may be polled and dropped on any thread. It does not see the reactor.
pub fn export_send<F>(make: impl FnOnce() -> F) -> *mut abi::Future
where
    F: Future + Send + 'static,
    F::Output: IntoOutcome,
{
    new(&SEND, make)
}

fn new<F>(vtable: &'static FutureVtable, make: impl FnOnce() -> F) -> *mut abi::Future
where
    F: Future + 'static,
    F::Output: IntoOutcome,
{
    let made = catch(|| {
        let future = make();
        Box::into_raw(Box::new(Exported {
            vtable,
            home: AtomicU64::new(0),
            busy: AtomicBool::new(false),
            body: UnsafeCell::new(Body {
                state: State::Live(Box::pin(async move { future.await.into_outcome() })),
                waker: Cached::default(),
            }),
            _counted: Counted::new(Kind::Futures),
        }))
    });
    match made {
        Ok(exported) => exported as *mut abi::Future,
        Err(message) => {
            print("a function that makes a future", &message);
            null_mut()
        }
    }
}

#[repr(C)]
struct Exported {
    vtable: *const FutureVtable,
    /// The number of the thread of the first poll; 0 before it.
    home: AtomicU64,
    /// Whether a call is inside; who has set it has the body alone.
    busy: AtomicBool,
    body: UnsafeCell<Body>,
    _counted: Counted,
}

struct Body {
    state: State,
    waker: Cached,
}

enum State {
    Live(Pin<Box<dyn Future<Output = Outcome>>>),
    Ended(Outcome),
    Taken,
}

static BOUND: FutureVtable = vtable(0, addr_of!(HOOK));
static SEND: FutureVtable = vtable(abi::SEND, null());

const fn vtable(flags: u32, hook: *const abi::HookVtable) -> FutureVtable {
    FutureVtable {
        size: size_of::<FutureVtable>() as u32,
        abi: abi::ABI_VERSION,
        flags,
        reserved: 0,
        hook,
        poll: Some(poll),
        take: Some(take),
        drop: Some(drop_future),
        buf_free: Some(buf_free),
    }
}

/// The claim of one call on the body.
struct Inside<'a>(&'a Exported);

impl Exported {
    fn enter(&self) -> Result<Inside<'_>, i32> {
        let is_send = unsafe { (*self.vtable).flags } & abi::SEND != 0;
        // Relaxed: this thread finds its own number only if it has written it.
        let home = self.home.load(Ordering::Relaxed);
        if home != 0 && home != current::thread() && !is_send {
            return Err(abi::E_THREAD);
        }
        if self.busy.swap(true, Ordering::Acquire) {
            return Err(abi::E_BUSY);
        }
        Ok(Inside(self))
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.busy.store(false, Ordering::Release);
    }
}

unsafe extern "C" fn poll(future: *mut c_void, context: *const abi::Context) -> i32 {
    if future.is_null() || !unsafe { abi::is_usable(context) } {
        return abi::E_ARG;
    }
    let exported = unsafe { &*(future as *const Exported) };
    let inside = match exported.enter() {
        Ok(inside) => inside,
        Err(refused) => return refused,
    };
    exported.home.store(current::thread(), Ordering::Relaxed);
    let body = unsafe { &mut *exported.body.get() };
    let live = match &mut body.state {
        State::Live(live) => live,
        _ => return abi::E_DONE,
    };
    let context = unsafe { &*context };
    let waker = &mut body.waker;
    let polled = catch(|| {
        let _scope = Scope::enter(context.slot);
        let waker = unsafe { waker.of(context) };
        live.as_mut().poll(&mut Context::from_waker(&waker))
    });
    let mut outcome = match polled {
        Ok(Poll::Pending) => return abi::PENDING,
        Ok(Poll::Ready(outcome)) => outcome,
        Err(message) => Outcome::Panicked(message),
    };
    let over = replace(&mut body.state, State::Taken);
    if let Err(message) = catch(move || drop(over)) {
        if !matches!(outcome, Outcome::Panicked(_)) {
            outcome = Outcome::Panicked(message);
        }
    }
    let status = outcome.status();
    body.state = State::Ended(outcome);
    drop(inside);
    status
}

unsafe extern "C" fn take(future: *mut c_void, out: *mut FutureResult) -> i32 {
    if future.is_null() || out.is_null() {
        return abi::E_ARG;
    }
    let exported = unsafe { &*(future as *const Exported) };
    let inside = match exported.enter() {
        Ok(inside) => inside,
        Err(refused) => return refused,
    };
    let body = unsafe { &mut *exported.body.get() };
    if !matches!(body.state, State::Ended(_)) {
        return abi::E_STATE;
    }
    let result = match replace(&mut body.state, State::Taken) {
        State::Ended(outcome) => outcome.into_result(),
        _ => return abi::E_STATE,
    };
    let status = result.status;
    unsafe { out.write(result) };
    drop(inside);
    status
}

unsafe extern "C" fn drop_future(future: *mut c_void, panic: *mut FutureResult) -> i32 {
    if future.is_null() {
        return abi::E_ARG;
    }
    let exported = unsafe { &*(future as *const Exported) };
    match exported.enter() {
        Ok(inside) => std::mem::forget(inside), // it stays busy to the end
        Err(refused) => return refused,
    }
    let body = unsafe { &mut *exported.body.get() };
    let state = replace(&mut body.state, State::Taken);
    let dropped = catch(move || drop(state));
    drop(unsafe { Box::from_raw(future as *mut Exported) });
    match dropped {
        Ok(()) => 0,
        Err(message) => {
            if !panic.is_null() {
                unsafe { panic.write(Outcome::Panicked(message).into_result()) };
            }
            abi::PANICKED
        }
    }
}
