//! Descriptors that do not block, in the reactor.

use crate::abi;
use crate::outcome::Error;
use crate::reactor::{Direction, Reactor, Source};
use std::io::ErrorKind;
use std::os::unix::io::AsRawFd;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A descriptor that does not block. It is bound to the reactor of its first wait until that is closed.
pub struct Io<D: AsRawFd> {
    source: Option<(Rc<Reactor>, Rc<Source>)>,
    inner: D,
}

impl<D: AsRawFd> Io<D> {
    /// Wraps a descriptor, which must be set not to block.
    pub fn new(inner: D) -> Io<D> {
        Io { source: None, inner }
    }

    /// The descriptor.
    pub fn get_ref(&self) -> &D {
        &self.inner
    }

    /// Calls `read` until it does not say `WouldBlock`.
    pub fn poll_read<R>(
        &mut self,
        cx: &mut Context<'_>,
        read: impl FnMut(&D) -> std::io::Result<R>,
    ) -> Poll<Result<R, Error>> {
        self.poll_io(cx, |source| &source.read, read)
    }

    /// Calls `write` until it does not say `WouldBlock`.
    pub fn poll_write<R>(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnMut(&D) -> std::io::Result<R>,
    ) -> Poll<Result<R, Error>> {
        self.poll_io(cx, |source| &source.write, write)
    }

    fn poll_io<R>(
        &mut self,
        cx: &mut Context<'_>,
        direction: impl Fn(&Source) -> &Direction,
        mut call: impl FnMut(&D) -> std::io::Result<R>,
    ) -> Poll<Result<R, Error>> {
        if let Err(error) = self.bind() {
            return Poll::Ready(Err(error));
        }
        let (reactor, source) = self.source.as_ref().expect("it is bound");
        let direction = direction(source);
        while direction.ready.get() {
            match call(&self.inner) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => direction.ready.set(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error.into())),
                Ok(value) => return Poll::Ready(Ok(value)),
            }
        }
        reactor.wait(direction, cx.waker());
        Poll::Pending
    }

    /// Registers it in the reactor of this poll, if it is in none that lives.
    fn bind(&mut self) -> Result<(), Error> {
        let current = Reactor::current()?;
        if let Some((bound, _)) = &self.source {
            if Rc::ptr_eq(bound, &current) {
                return Ok(());
            }
            if bound.is_open() {
                let message = "a descriptor is bound to another reactor, which is still in use";
                return Err(Error::new(abi::ERR_CONFLICT, message));
            }
            self.unbind();
        }
        let source = current.add_source(self.inner.as_raw_fd())?;
        self.source = Some((current, source));
        Ok(())
    }

    fn unbind(&mut self) {
        if let Some((reactor, source)) = self.source.take() {
            reactor.remove_source(&source);
        }
    }
}

impl<D: AsRawFd> Drop for Io<D> {
    fn drop(&mut self) {
        self.unbind(); // before the descriptor is closed
    }
}
