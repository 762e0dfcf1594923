//! Futures of the other language, awaited in Rust.

use crate::abi::{self, FutureResult};
use crate::current;
use crate::live::{Counted, Kind};
use crate::outcome::Error;
use crate::wakers::RUST_WAKER;
use std::future::Future;
use std::mem::size_of;
use std::pin::Pin;
use std::ptr::{addr_of, null_mut};
use std::task::{Context, Poll, Waker};

/// What a future of the other language has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignValue {
    /// The number.
    pub value: i64,
    /// The bytes; none if there are none.
    pub bytes: Vec<u8>,
}

/// A future of the other language. A drop of it cancels that.
pub struct Foreign {
    future: *mut abi::Future,
    _counted: Counted,
}

impl Foreign {
    /// Takes over a `pf_future`.
    ///
    /// Panics if it is NULL.
    ///
    /// # Safety
    /// The pointer is that of a living `pf_future`, which belongs to this object from now on.
    pub unsafe fn new(future: *mut abi::Future) -> Foreign {
        assert!(!future.is_null(), "the future of the other language is NULL");
        Foreign { future, _counted: Counted::new(Kind::Foreign) }
    }

    fn vtable(&self) -> Result<&'static abi::FutureVtable, Error> {
        let vtable = unsafe { (*self.future).vtable };
        let (size, version) = unsafe { (addr_of!((*vtable).size).read(), addr_of!((*vtable).abi).read()) };
        if version != abi::ABI_VERSION || (size as usize) < size_of::<abi::FutureVtable>() {
            let message =
                format!("a foreign future is of version {version} with {size} bytes, which is not known here");
            return Err(Error::new(abi::ERR_OTHER, message));
        }
        Ok(unsafe { &*vtable })
    }

    fn take(&self) -> Result<ForeignValue, Error> {
        let mut out = FutureResult { status: 0, code: 0, value: 0, ptr: null_mut(), len: 0, cap: 0 };
        let vtable = self.vtable()?;
        let take = vtable.take.ok_or_else(incomplete)?;
        let code = unsafe { take(self.future.cast(), &mut out) };
        if code < 0 {
            return Err(misused("take", code));
        }
        let bytes = if out.ptr.is_null() {
            Vec::new()
        } else {
            unsafe { std::slice::from_raw_parts(out.ptr, out.len) }.to_vec()
        };
        if let (false, Some(free)) = (out.ptr.is_null(), vtable.buf_free) {
            unsafe { free(out.ptr, out.len, out.cap) };
        }
        if out.status == abi::READY {
            return Ok(ForeignValue { value: out.value, bytes });
        }
        let message = String::from_utf8_lossy(&bytes).into_owned();
        Err(Error { code: out.code, value: out.value, message })
    }
}

impl Future for Foreign {
    type Output = Result<ForeignValue, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let poll = match self.vtable().and_then(|vtable| vtable.poll.ok_or_else(incomplete)) {
            Ok(poll) => poll,
            Err(error) => return Poll::Ready(Err(error)),
        };
        let context = abi::Context {
            size: size_of::<abi::Context>() as u32,
            abi: abi::ABI_VERSION,
            waker_vtable: &RUST_WAKER,
            waker_data: cx.waker() as *const Waker as u64,
            slot: current::slot(),
        };
        match unsafe { poll(self.future.cast(), &context) } {
            abi::PENDING => Poll::Pending,
            code if code < 0 => Poll::Ready(Err(misused("poll", code))),
            _ => Poll::Ready(self.take()),
        }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        if let Ok(Some(drop)) = self.vtable().map(|vtable| vtable.drop) {
            unsafe { drop(self.future.cast(), null_mut()) };
        }
    }
}

fn misused(what: &str, code: i32) -> Error {
    Error::new(abi::ERR_OTHER, format!("{what} of a foreign future was refused: {code}"))
}

fn incomplete() -> Error {
    Error::new(abi::ERR_OTHER, "a foreign future has an incomplete vtable")
}
