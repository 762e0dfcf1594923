//! The system calls that `std` does not have. Linux.

use std::io::{Error, Result};
use std::os::raw::{c_int, c_uint, c_void};
use std::os::unix::io::{AsRawFd, FromRawFd, OwnedFd, RawFd};

pub(crate) const EPOLLIN: u32 = 0x1;
pub(crate) const EPOLLOUT: u32 = 0x4;
pub(crate) const EPOLLERR: u32 = 0x8;
pub(crate) const EPOLLHUP: u32 = 0x10;
pub(crate) const EPOLLRDHUP: u32 = 0x2000;
pub(crate) const EPOLLET: u32 = 1 << 31;

const EPOLL_CTL_ADD: c_int = 1;
const EPOLL_CTL_DEL: c_int = 2;
const CLOEXEC: c_int = 0o2000000;
const NONBLOCK: c_int = 0o4000;

pub(crate) const AF_INET: c_int = 2;
pub(crate) const AF_INET6: c_int = 10;
const SOCK_STREAM: c_int = 1;
pub(crate) const EINPROGRESS: i32 = 115;
pub(crate) const EINTR: i32 = 4;

#[cfg_attr(target_arch = "x86_64", repr(C, packed))]
#[cfg_attr(not(target_arch = "x86_64"), repr(C))]
#[derive(Clone, Copy)]
pub(crate) struct EpollEvent {
    pub(crate) events: u32,
    pub(crate) token: u64,
}

extern "C" {
    fn epoll_create1(flags: c_int) -> c_int;
    fn epoll_ctl(epoll: c_int, op: c_int, fd: c_int, event: *mut EpollEvent) -> c_int;
    fn epoll_wait(epoll: c_int, events: *mut EpollEvent, max: c_int, millis: c_int) -> c_int;
    fn eventfd(value: c_uint, flags: c_int) -> c_int;
    fn write(fd: c_int, from: *const c_void, bytes: usize) -> isize;
    fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    fn connect(fd: c_int, address: *const c_void, bytes: c_uint) -> c_int;
}

fn check(result: c_int) -> Result<c_int> {
    if result < 0 {
        Err(Error::last_os_error())
    } else {
        Ok(result)
    }
}

fn owned(result: c_int) -> Result<OwnedFd> {
    check(result).map(|fd| unsafe { OwnedFd::from_raw_fd(fd) })
}

pub(crate) fn new_epoll() -> Result<OwnedFd> {
    owned(unsafe { epoll_create1(CLOEXEC) })
}

pub(crate) fn new_event() -> Result<OwnedFd> {
    owned(unsafe { eventfd(0, CLOEXEC | NONBLOCK) })
}

pub(crate) fn epoll_add(epoll: &OwnedFd, fd: RawFd, events: u32, token: u64) -> Result<()> {
    let mut event = EpollEvent { events, token };
    check(unsafe { epoll_ctl(epoll.as_raw_fd(), EPOLL_CTL_ADD, fd, &mut event) }).map(drop)
}

pub(crate) fn epoll_remove(epoll: &OwnedFd, fd: RawFd) -> Result<()> {
    let mut event = EpollEvent { events: 0, token: 0 };
    check(unsafe { epoll_ctl(epoll.as_raw_fd(), EPOLL_CTL_DEL, fd, &mut event) }).map(drop)
}

pub(crate) fn epoll_take(epoll: RawFd, events: &mut [EpollEvent], millis: i32) -> Result<usize> {
    let max = events.len() as c_int;
    check(unsafe { epoll_wait(epoll, events.as_mut_ptr(), max, millis) }).map(|count| count as usize)
}

/// Adds one to an eventfd; it can only fail if 2^64 - 2 have been added already.
pub(crate) fn event_add(event: RawFd) {
    let one: u64 = 1;
    unsafe { write(event, std::ptr::addr_of!(one).cast(), 8) };
}

/// A socket that does not block.
pub(crate) fn new_stream_socket(domain: c_int) -> Result<OwnedFd> {
    owned(unsafe { socket(domain, SOCK_STREAM | CLOEXEC | NONBLOCK, 0) })
}

/// Begins to connect. The address is a `sockaddr_in` or a `sockaddr_in6`.
pub(crate) fn begin_connect(socket: &OwnedFd, address: &[u8]) -> Result<()> {
    let bytes = address.len() as c_uint;
    match check(unsafe { connect(socket.as_raw_fd(), address.as_ptr().cast(), bytes) }) {
        Ok(_) => Ok(()),
        Err(error) if error.raw_os_error() == Some(EINPROGRESS) => Ok(()),
        Err(error) => Err(error),
    }
}
