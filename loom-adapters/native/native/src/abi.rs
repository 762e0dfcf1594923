//! `pollfuture.h`, word for word: see there what each thing means.
#![allow(missing_docs)]

use std::os::raw::{c_char, c_void};
use std::sync::atomic::AtomicPtr;

pub const ABI_VERSION: u32 = 1;

pub const PENDING: i32 = 0;
pub const READY: i32 = 1;
pub const FAILED: i32 = 2;
pub const PANICKED: i32 = 3;

pub const E_DONE: i32 = -1;
pub const E_BUSY: i32 = -2;
pub const E_THREAD: i32 = -3;
pub const E_ARG: i32 = -4;
pub const E_STATE: i32 = -5;
pub const E_SYS: i32 = -1000;

pub const ERR_OTHER: i32 = 0;
pub const ERR_IO: i32 = 1;
pub const ERR_CONFLICT: i32 = 2;
pub const ERR_NO_REACTOR: i32 = 3;
pub const ERR_REACTOR_FAILED: i32 = 4;
pub const ERR_CANCELLED: i32 = 5;

pub const SEND: u32 = 1;

#[repr(C)]
pub struct WakerVtable {
    pub size: u32,
    pub abi: u32,
    pub clone: Option<unsafe extern "C" fn(u64) -> u64>,
    pub wake: Option<unsafe extern "C" fn(u64)>,
    pub wake_by_ref: Option<unsafe extern "C" fn(u64)>,
    pub drop: Option<unsafe extern "C" fn(u64)>,
}

#[repr(C)]
pub struct HookVtable {
    pub size: u32,
    pub abi: u32,
    pub name: AtomicPtr<c_char>,
    pub park: Option<unsafe extern "C" fn(*mut c_void, i64) -> i32>,
    pub unpark: Option<unsafe extern "C" fn(*mut c_void)>,
    pub has_interest: Option<unsafe extern "C" fn(*mut c_void) -> i32>,
    pub fail: Option<unsafe extern "C" fn(*mut c_void)>,
    pub close: Option<unsafe extern "C" fn(*mut c_void)>,
    pub retain: Option<unsafe extern "C" fn(*mut c_void)>,
    pub release: Option<unsafe extern "C" fn(*mut c_void)>,
}

// It points to static text and functions only; the name may be replaced by another one.
unsafe impl Sync for HookVtable {}

#[repr(C)]
pub struct HookSlot {
    pub vtable: *const HookVtable,
    pub data: *mut c_void,
    pub owner: *const c_void,
    pub owner_data: u64,
}

#[repr(C)]
pub struct Context {
    pub size: u32,
    pub abi: u32,
    pub waker_vtable: *const WakerVtable,
    pub waker_data: u64,
    pub slot: *mut HookSlot,
}

#[repr(C)]
pub struct FutureResult {
    pub status: i32,
    pub code: i32,
    pub value: i64,
    pub ptr: *mut u8,
    pub len: usize,
    pub cap: usize,
}

#[repr(C)]
pub struct FutureVtable {
    pub size: u32,
    pub abi: u32,
    pub flags: u32,
    pub reserved: u32,
    pub hook: *const HookVtable,
    pub poll: Option<unsafe extern "C" fn(*mut c_void, *const Context) -> i32>,
    pub take: Option<unsafe extern "C" fn(*mut c_void, *mut FutureResult) -> i32>,
    pub drop: Option<unsafe extern "C" fn(*mut c_void, *mut FutureResult) -> i32>,
    pub buf_free: Option<unsafe extern "C" fn(*mut u8, usize, usize)>,
}

// As HookVtable.
unsafe impl Sync for FutureVtable {}

/// Opaque after the first word.
#[repr(C)]
pub struct Future {
    pub vtable: *const FutureVtable,
}

/// Whether the context is one that this version can read.
///
/// # Safety
/// The pointer is NULL or points to a context of any version.
pub unsafe fn is_usable(context: *const Context) -> bool {
    let context = match unsafe { context.as_ref() } {
        Some(context) => context,
        None => return false,
    };
    if context.abi != ABI_VERSION || (context.size as usize) < std::mem::size_of::<Context>() {
        return false;
    }
    let waker = match unsafe { context.waker_vtable.as_ref() } {
        Some(waker) => waker,
        None => return false,
    };
    waker.abi == ABI_VERSION && waker.size as usize >= std::mem::size_of::<WakerVtable>() && waker.wake_by_ref.is_some()
}
