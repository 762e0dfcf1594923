//! Futures for an executor in another language: the Rust side of `pollfuture.h`, with `std` alone.
//!
//! ```ignore
//! pollfuture::library!();
//!
//! pollfuture::export! {
//!     fn demo_sleep(millis: i64) -> impl Future {
//!         async move {
//!             pollfuture::sleep(Duration::from_millis(millis as u64)).await?;
//!             Ok::<i64, pollfuture::Error>(millis)
//!         }
//!     }
//! }
//! ```
//!
//! The reactor ([`Reactor`]) waits in epoll. The first future that needs it puts it into the slot of the executor's
//! context; from then on the executor's thread waits inside it. It belongs to that thread, and so do the futures that
//! use it. There is no thread and no executor in here.
//!
//! Nothing unwinds into the other language: a panic ends the future that it came from. The library must be built with
//! `panic = "unwind"`.

#![warn(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]

#[cfg(panic = "abort")]
compile_error!("pollfuture needs panic = \"unwind\": with \"abort\" the first panic ends the process of the executor");

pub mod abi;
mod current;
mod export;
mod foreign;
mod hook;
mod io;
pub mod live;
mod net;
mod outcome;
mod panics;
mod poll_fn;
mod reactor;
mod sys;
mod time;
mod wakers;

pub use export::{export, export_send};
pub use foreign::{Foreign, ForeignValue};
pub use hook::{register, set_name};
pub use io::Io;
pub use net::TcpStream;
pub use outcome::{Error, IntoOutcome, Outcome};
pub use poll_fn::poll_fn;
pub use reactor::Reactor;
pub use time::{sleep, Sleep};

/// Defines what every library exports: `pf_abi_version`. Once in each library, whose name is then that of its reactors.
#[macro_export]
macro_rules! library {
    () => {
        /// The version of `pollfuture.h`.
        #[no_mangle]
        pub extern "C" fn pf_abi_version() -> u32 {
            const NAME: &str = concat!(module_path!(), " (pollfuture, epoll)\0");
            if let Ok(name) = std::ffi::CStr::from_bytes_with_nul(NAME.as_bytes()) {
                $crate::set_name(name);
            }
            $crate::abi::ABI_VERSION
        }
    };
}

/// Exports C functions that return a `pf_future *`; the body of each is a future. A bare `fn` is not exported.
///
/// The body must not block. If it panics the function returns NULL. What the future captures must be `Send`, because
/// it may be polled on another thread than the one that has made it (see [`export()`]). `send fn` makes a future that may
/// move between threads, and does not use the reactor.
#[macro_export]
macro_rules! export {
    () => {};
    ($(#[$meta:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> impl Future $body:block $($rest:tt)*) => {
        $(#[$meta])*
        #[no_mangle]
        #[allow(clippy::not_unsafe_ptr_arg_deref)] // C has no unsafe functions
        pub extern "C" fn $name($($arg: $type),*) -> *mut $crate::abi::Future {
            $crate::export(move || $body)
        }
        $crate::export! { $($rest)* }
    };
    ($(#[$meta:meta])* send fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> impl Future $body:block $($rest:tt)*) => {
        $(#[$meta])*
        #[no_mangle]
        #[allow(clippy::not_unsafe_ptr_arg_deref)] // C has no unsafe functions
        pub extern "C" fn $name($($arg: $type),*) -> *mut $crate::abi::Future {
            $crate::export_send(move || $body)
        }
        $crate::export! { $($rest)* }
    };
    ($($other:tt)*) => {
        compile_error!(
            "export! takes functions of the form `fn name(argument: Type) -> impl Future { … }`, or with `send fn`; \
             without `pub`, `async`, `mut` or generics"
        );
    };
}
