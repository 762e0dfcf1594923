//! How many things of this library exist, for tests that look for leaks.

use std::sync::atomic::{AtomicI64, Ordering};

/// Kinds of things that are counted.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Exported futures.
    Futures,
    /// Wakers of the executor, cloned.
    Wakers,
    /// Reactors, the part that belongs to the home thread.
    Reactors,
    /// References to reactors, the part that any thread may have.
    Hooks,
    /// Descriptors that are registered in a reactor.
    Sources,
    /// Timers that wait in a reactor.
    Timers,
    /// Buffers that the executor has not given back.
    Buffers,
    /// Futures of the other language that are held here.
    Foreign,
}

const KINDS: usize = 8;

#[allow(clippy::declare_interior_mutable_const)] // each element is a copy of its own
const ZERO: AtomicI64 = AtomicI64::new(0);

static LIVE: [AtomicI64; KINDS] = [ZERO; KINDS];

/// The counters in the order of [`Kind`].
pub fn snapshot() -> [i64; KINDS] {
    std::array::from_fn(|kind| LIVE[kind].load(Ordering::SeqCst))
}

pub(crate) fn add(kind: Kind, difference: i64) {
    LIVE[kind as usize].fetch_add(difference, Ordering::SeqCst);
}

/// Counts one thing as long as it lives.
pub(crate) struct Counted(Kind);

impl Counted {
    pub(crate) fn new(kind: Kind) -> Counted {
        add(kind, 1);
        Counted(kind)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        add(self.0, -1);
    }
}
