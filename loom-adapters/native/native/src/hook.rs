//! The reactor's face to the executor: what its vtable says, and the part that other threads hold on to.

use crate::abi::{self, HookSlot, HookVtable};
use crate::current;
use crate::live::Counted;
use crate::panics::{catch, isolate};
use crate::reactor::{Reactor, State};
use crate::sys;
use std::cell::UnsafeCell;
use std::ffi::{c_void, CStr};
use std::mem::{size_of, take};
use std::os::raw::c_char;
use std::os::unix::io::{AsRawFd, OwnedFd};
use std::rc::Rc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;

const NAME: &[u8] = b"pollfuture (Rust, epoll)\0";

/// The part of a reactor that other threads may hold on to.
pub(crate) struct Hook {
    pub(crate) event: OwnedFd,
    pub(crate) home: u64,
    /// Touched on the home thread only; None after close.
    pub(crate) reactor: UnsafeCell<Option<Rc<Reactor>>>,
    pub(crate) _counted: Counted,
}

// `reactor` is touched on the home thread only; the drop sees to it.
unsafe impl Send for Hook {}
unsafe impl Sync for Hook {}

impl Drop for Hook {
    fn drop(&mut self) {
        let left = self.reactor.get_mut().take();
        if left.is_some() && current::thread() != self.home {
            std::mem::forget(left); // an executor that has not called close, against O6
        }
    }
}

pub(crate) static HOOK: HookVtable = HookVtable {
    size: size_of::<HookVtable>() as u32,
    abi: abi::ABI_VERSION,
    name: AtomicPtr::new(NAME.as_ptr() as *mut c_char), // nobody writes to the text
    park: Some(park),
    unpark: Some(unpark),
    has_interest: Some(has_interest),
    fail: Some(fail),
    close: Some(close),
    retain: Some(retain),
    release: Some(release),
};

/// Gives the reactors of this library its name; for `library!`.
#[doc(hidden)]
pub fn set_name(name: &'static CStr) {
    HOOK.name.store(name.as_ptr() as *mut c_char, Ordering::Release);
}

/// Makes a reactor of this thread and puts it into an empty slot, as its first future would; for tests of executors.
///
/// # Safety
/// The slot is NULL or points to a slot that only this thread uses.
pub unsafe fn register(slot: *mut HookSlot) -> i32 {
    if slot.is_null() || !unsafe { (*slot).vtable }.is_null() {
        return abi::E_ARG;
    }
    match catch(|| unsafe { Reactor::create(slot) }) {
        Ok(Ok(_)) => 0,
        Ok(Err(error)) => abi::E_SYS - error.value as i32,
        Err(_) => abi::E_STATE,
    }
}

// The functions of the vtable

unsafe fn hook<'a>(data: *mut c_void) -> Option<&'a Hook> {
    unsafe { (data as *const Hook).as_ref() }
}

/// The reactor, on its home thread, until close.
unsafe fn at_home(data: *mut c_void) -> Result<Rc<Reactor>, i32> {
    let hook = unsafe { hook(data) }.ok_or(abi::E_ARG)?;
    if hook.home != current::thread() {
        return Err(abi::E_THREAD);
    }
    unsafe { &*hook.reactor.get() }.clone().ok_or(abi::E_STATE)
}

unsafe extern "C" fn park(data: *mut c_void, nanos: i64) -> i32 {
    if nanos < 0 {
        return abi::E_ARG;
    }
    match unsafe { at_home(data) } {
        Ok(reactor) => catch(|| reactor.park(nanos)).unwrap_or(abi::E_STATE),
        Err(refused) => refused,
    }
}

unsafe extern "C" fn unpark(data: *mut c_void) {
    if let Some(hook) = unsafe { hook(data) } {
        sys::event_add(hook.event.as_raw_fd());
    }
}

unsafe extern "C" fn has_interest(data: *mut c_void) -> i32 {
    unsafe { at_home(data) }.map_or(0, |reactor| reactor.has_interest() as i32)
}

unsafe extern "C" fn fail(data: *mut c_void) {
    if let Ok(reactor) = unsafe { at_home(data) } {
        reactor.state.set(State::Failed);
        for waker in reactor.take_all() {
            isolate("a waker", move || waker.wake());
        }
    }
}

unsafe extern "C" fn close(data: *mut c_void) {
    if let Ok(reactor) = unsafe { at_home(data) } {
        reactor.state.set(State::Closed);
        for waker in reactor.take_all() {
            isolate("drop of a waker", move || drop(waker));
        }
        let entries = take(&mut reactor.sources.borrow_mut().entries);
        reactor.epoll.take();
        isolate("drop of sources", move || drop(entries));
        if let Some(hook) = unsafe { hook(data) } {
            unsafe { (*hook.reactor.get()).take() };
        }
    }
}

unsafe extern "C" fn retain(data: *mut c_void) {
    if !data.is_null() {
        unsafe { Arc::increment_strong_count(data as *const Hook) };
    }
}

unsafe extern "C" fn release(data: *mut c_void) {
    if !data.is_null() {
        unsafe { Arc::decrement_strong_count(data as *const Hook) };
    }
}
