//! What this thread is in the middle of: the slot of the poll that is going on, and the number of the thread.

use crate::abi::HookSlot;
use std::cell::Cell;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU64, Ordering};

thread_local! {
    static SLOT: Cell<*mut HookSlot> = const { Cell::new(null_mut()) };
    static THREAD: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
}

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that no other thread of this process ever has.
pub(crate) fn thread() -> u64 {
    THREAD.with(|number| *number)
}

/// The slot of the innermost poll on this thread; NULL outside of a poll and where the executor has none.
///
/// A thread local and not a part of `Context`, so that futures which make contexts of their own pass it on.
pub(crate) fn slot() -> *mut HookSlot {
    SLOT.with(Cell::get)
}

/// While it lives the slot is the current one; then the one before.
pub(crate) struct Scope(*mut HookSlot);

impl Scope {
    pub(crate) fn enter(slot: *mut HookSlot) -> Scope {
        Scope(SLOT.with(|current| current.replace(slot)))
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        SLOT.with(|current| current.set(self.0));
    }
}
