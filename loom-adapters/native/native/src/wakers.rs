//! Wakers of the executor as wakers of Rust, and the other way round.

use crate::abi::{Context, WakerVtable, ABI_VERSION};
use crate::live::{Counted, Kind};
use crate::panics::isolate;
use std::mem::size_of;
use std::sync::Arc;
use std::task::{Wake, Waker};

/// A clone of a waker of the executor.
struct ExecutorWaker {
    vtable: *const WakerVtable,
    data: u64,
    _counted: Counted,
}

// The functions of a waker vtable may be called on any thread.
unsafe impl Send for ExecutorWaker {}
unsafe impl Sync for ExecutorWaker {}

impl Wake for ExecutorWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        unsafe {
            if let Some(wake) = (*self.vtable).wake_by_ref {
                wake(self.data);
            }
        }
    }
}

impl Drop for ExecutorWaker {
    fn drop(&mut self) {
        unsafe {
            if let Some(drop) = (*self.vtable).drop {
                drop(self.data);
            }
        }
    }
}

/// The waker of an exported future: cloned from the first context, and as long as that does not change.
#[derive(Default)]
pub(crate) struct Cached(Option<(*const WakerVtable, u64, Waker)>);

impl Cached {
    /// The waker of the context.
    ///
    /// # Safety
    /// The context is usable.
    pub(crate) unsafe fn of(&mut self, context: &Context) -> Waker {
        let (vtable, data) = (context.waker_vtable, context.waker_data);
        if let Some((old_vtable, old_data, waker)) = &self.0 {
            // Data with a clone function may be an address that was used again for another waker.
            let is_id = unsafe { (*vtable).clone.is_none() };
            if is_id && *old_vtable == vtable && *old_data == data {
                return waker.clone();
            }
        }
        let own = unsafe { (*vtable).clone.map_or(data, |clone| clone(data)) };
        let counted = Counted::new(Kind::Wakers);
        let waker = Waker::from(Arc::new(ExecutorWaker { vtable, data: own, _counted: counted }));
        self.0 = Some((vtable, data, waker.clone()));
        waker
    }
}

/// The vtable of wakers of Rust for futures of the other language; the data is a `*const Waker`, and a clone is a `Box`.
pub(crate) static RUST_WAKER: WakerVtable = WakerVtable {
    size: size_of::<WakerVtable>() as u32,
    abi: ABI_VERSION,
    clone: Some(clone),
    wake: Some(wake),
    wake_by_ref: Some(wake_by_ref),
    drop: Some(drop_clone),
};

unsafe extern "C" fn clone(data: u64) -> u64 {
    let waker = unsafe { &*(data as *const Waker) };
    let mut made = 0;
    isolate("clone of a waker", || made = Box::into_raw(Box::new(waker.clone())) as u64);
    made
}

unsafe extern "C" fn wake(data: u64) {
    if data != 0 {
        isolate("a waker", || unsafe { Box::from_raw(data as *mut Waker) }.wake());
    }
}

unsafe extern "C" fn wake_by_ref(data: u64) {
    if data != 0 {
        isolate("a waker", || unsafe { &*(data as *const Waker) }.wake_by_ref());
    }
}

unsafe extern "C" fn drop_clone(data: u64) {
    if data != 0 {
        isolate("drop of a waker", || drop(unsafe { Box::from_raw(data as *mut Waker) }));
    }
}
