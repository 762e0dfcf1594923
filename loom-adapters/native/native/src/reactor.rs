//! The reactor: epoll, timers, and an eventfd that ends a park.

use crate::abi::{self, HookSlot};
use crate::current;
use crate::hook::{Hook, HOOK};
use crate::live::{Counted, Kind};
use crate::outcome::Error;
use crate::panics::isolate;
use crate::sys::{self, EpollEvent};
use std::cell::{Cell, RefCell, UnsafeCell};
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::mem::take;
use std::os::unix::io::{AsRawFd, OwnedFd, RawFd};
use std::ptr::addr_of;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

const UNPARK: u64 = u64::MAX;
const EVENTS: usize = 256;
const NANOS_PER_MILLI: u128 = 1_000_000;

/// The reactor of the current poll's execution context. It belongs to one thread.
///
/// Nothing is borrowed while a waker is woken, cloned by an executor, or dropped: any of these may run code that comes
/// back here. Wakers are collected first.
pub struct Reactor {
    pub(crate) epoll: RefCell<Option<OwnedFd>>,
    pub(crate) state: Cell<State>,
    timers: RefCell<BTreeMap<TimerKey, Waker>>,
    next_timer: Cell<u64>,
    pub(crate) sources: RefCell<Sources>,
    /// Wakers that are stored in sources.
    waiting: Cell<usize>,
    /// Spare room for a park to collect wakers in.
    spare: Cell<Vec<Waker>>,
    _counted: Counted,
}

/// When, and which of those that are due at the same time.
pub(crate) type TimerKey = (Instant, u64);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Failed,
    Closed,
}

/// Both directions of a descriptor that is registered.
pub(crate) struct Source {
    pub(crate) fd: RawFd,
    token: u64,
    pub(crate) read: Direction,
    pub(crate) write: Direction,
    _counted: Counted,
}

/// Whether a call is worth a try, and who waits for that.
pub(crate) struct Direction {
    pub(crate) ready: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Direction {
    fn new() -> Direction {
        Direction { ready: Cell::new(true), waker: Cell::new(None) }
    }
}

#[derive(Default)]
pub(crate) struct Sources {
    pub(crate) entries: Vec<Option<Rc<Source>>>,
    free: Vec<usize>,
}

impl Reactor {
    /// The reactor that the context of the current poll holds; it is made and registered if there is none.
    pub fn current() -> Result<Rc<Reactor>, Error> {
        let slot = current::slot();
        if slot.is_null() {
            let message = "no poll is going on, or its context has no slot for a reactor";
            return Err(Error::new(abi::ERR_NO_REACTOR, message));
        }
        let held = unsafe { (*slot).vtable };
        if held.is_null() {
            return unsafe { Reactor::create(slot) };
        }
        if held != addr_of!(HOOK) {
            let name = unsafe { &(*held).name }.load(Ordering::Acquire);
            let name = unsafe { std::ffi::CStr::from_ptr(name) }.to_string_lossy();
            let message = format!("the slot holds {name} of another library or build");
            return Err(Error::new(abi::ERR_CONFLICT, message));
        }
        let hook = unsafe { &*((*slot).data as *const Hook) };
        if hook.home != current::thread() {
            return Err(Error::new(abi::ERR_CONFLICT, "the slot holds a reactor of another thread"));
        }
        match unsafe { &*hook.reactor.get() } {
            Some(reactor) if reactor.is_open() => Ok(reactor.clone()),
            _ => Err(failed()),
        }
    }

    pub(crate) unsafe fn create(slot: *mut HookSlot) -> Result<Rc<Reactor>, Error> {
        let event = sys::new_event()?;
        let epoll = sys::new_epoll()?;
        // Edge-triggered: each write is one event, and nobody has to read the count.
        sys::epoll_add(&epoll, event.as_raw_fd(), sys::EPOLLIN | sys::EPOLLET, UNPARK)?;
        let reactor = Rc::new(Reactor {
            epoll: RefCell::new(Some(epoll)),
            state: Cell::new(State::Open),
            timers: RefCell::default(),
            next_timer: Cell::new(0),
            sources: RefCell::default(),
            waiting: Cell::new(0),
            spare: Cell::default(),
            _counted: Counted::new(Kind::Reactors),
        });
        let hook = Arc::new(Hook {
            event,
            home: current::thread(),
            reactor: UnsafeCell::new(Some(reactor.clone())),
            _counted: Counted::new(Kind::Hooks),
        });
        unsafe {
            (*slot).data = Arc::into_raw(hook) as *mut c_void;
            (*slot).vtable = addr_of!(HOOK);
        }
        Ok(reactor)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state.get() == State::Open
    }

    // Timers

    pub(crate) fn add_timer(&self, due: Instant, waker: Waker) -> TimerKey {
        let number = self.next_timer.get();
        self.next_timer.set(number + 1);
        self.timers.borrow_mut().insert((due, number), waker);
        crate::live::add(Kind::Timers, 1);
        (due, number)
    }

    /// Replaces the waker of a timer that has not fired; false if it has.
    pub(crate) fn renew_timer(&self, key: TimerKey, waker: &Waker) -> bool {
        let mut timers = self.timers.borrow_mut();
        let stored = match timers.get_mut(&key) {
            Some(stored) => stored,
            None => return false,
        };
        if stored.will_wake(waker) {
            return true;
        }
        let old = std::mem::replace(stored, waker.clone());
        drop(timers); // before the waker
        drop(old);
        true
    }

    pub(crate) fn remove_timer(&self, key: TimerKey) {
        let removed = self.timers.borrow_mut().remove(&key); // the borrow ends here
        if removed.is_some() {
            crate::live::add(Kind::Timers, -1);
        }
    }

    // Descriptors

    pub(crate) fn add_source(&self, fd: RawFd) -> Result<Rc<Source>, Error> {
        let mut sources = self.sources.borrow_mut();
        let index = sources.free.pop().unwrap_or(sources.entries.len());
        let token = index as u64;
        let epoll = self.epoll.borrow();
        let added = match epoll.as_ref() {
            Some(epoll) => {
                sys::epoll_add(epoll, fd, sys::EPOLLIN | sys::EPOLLOUT | sys::EPOLLRDHUP | sys::EPOLLET, token)
                    .map_err(Error::from)
            }
            None => Err(failed()),
        };
        if let Err(error) = added {
            if index < sources.entries.len() {
                sources.free.push(index);
            }
            return Err(error);
        }
        let source = Rc::new(Source {
            fd,
            token,
            read: Direction::new(),
            write: Direction::new(),
            _counted: Counted::new(Kind::Sources),
        });
        if index == sources.entries.len() {
            sources.entries.push(Some(source.clone()));
        } else {
            sources.entries[index] = Some(source.clone());
        }
        Ok(source)
    }

    pub(crate) fn remove_source(&self, source: &Source) {
        if let Some(epoll) = self.epoll.borrow().as_ref() {
            let _ = sys::epoll_remove(epoll, source.fd); // it may be closed already
            let mut sources = self.sources.borrow_mut();
            sources.entries[source.token as usize] = None;
            sources.free.push(source.token as usize);
        }
        for direction in [&source.read, &source.write] {
            drop(self.take_waker(direction));
        }
    }

    /// Stores who waits, in place of who waited before.
    pub(crate) fn wait(&self, direction: &Direction, waker: &Waker) {
        let stored = self.take_waker(direction);
        let kept = match stored {
            Some(stored) if stored.will_wake(waker) => stored,
            _ => waker.clone(),
        };
        self.waiting.set(self.waiting.get() + 1);
        direction.waker.set(Some(kept));
    }

    fn take_waker(&self, direction: &Direction) -> Option<Waker> {
        let waker = direction.waker.take();
        if waker.is_some() {
            self.waiting.set(self.waiting.get() - 1);
        }
        waker
    }

    // The executor's side

    pub(crate) fn park(&self, nanos: i64) -> i32 {
        if !self.is_open() {
            return abi::E_STATE;
        }
        let epoll = match self.epoll.borrow().as_ref() {
            Some(epoll) => epoll.as_raw_fd(),
            None => return abi::E_STATE,
        };
        let mut events = [EpollEvent { events: 0, token: 0 }; EVENTS];
        let count = match sys::epoll_take(epoll, &mut events, self.millis(nanos)) {
            Ok(count) => count,
            Err(error) if error.raw_os_error() == Some(sys::EINTR) => 0,
            Err(error) => return abi::E_SYS - error.raw_os_error().unwrap_or(0),
        };
        let mut due = self.spare.take();
        for event in &events[..count] {
            let EpollEvent { events, token } = *event;
            if token != UNPARK {
                self.collect(events, token, &mut due);
            }
        }
        self.collect_timers(&mut due);
        let woken = due.len() as i32;
        for waker in due.drain(..) {
            isolate("a waker", move || waker.wake());
        }
        self.spare.set(due);
        woken
    }

    /// How long epoll may wait: to the end of the park or to the next timer, rounded up to milliseconds.
    fn millis(&self, nanos: i64) -> i32 {
        let next = self.timers.borrow().keys().next().map(|(due, _)| *due);
        let to_timer = next.map(|due| due.saturating_duration_since(Instant::now()));
        let to_end = (nanos != i64::MAX).then(|| Duration::from_nanos(nanos as u64));
        match (to_timer, to_end) {
            (None, None) => -1,
            (Some(time), None) | (None, Some(time)) => round_up(time),
            (Some(timer), Some(end)) => round_up(timer.min(end)),
        }
    }

    fn collect(&self, events: u32, token: u64, due: &mut Vec<Waker>) {
        let source = match self.sources.borrow().entries.get(token as usize) {
            Some(Some(source)) => source.clone(),
            _ => return,
        };
        let broken = events & (sys::EPOLLERR | sys::EPOLLHUP) != 0;
        if broken || events & (sys::EPOLLIN | sys::EPOLLRDHUP) != 0 {
            source.read.ready.set(true);
            due.extend(self.take_waker(&source.read));
        }
        if broken || events & sys::EPOLLOUT != 0 {
            source.write.ready.set(true);
            due.extend(self.take_waker(&source.write));
        }
    }

    fn collect_timers(&self, due: &mut Vec<Waker>) {
        let mut timers = self.timers.borrow_mut();
        if timers.is_empty() {
            return;
        }
        let now = Instant::now();
        let later = timers.split_off(&(now, u64::MAX));
        let fired = std::mem::replace(&mut *timers, later);
        crate::live::add(Kind::Timers, -(fired.len() as i64));
        due.extend(fired.into_values());
    }

    /// Takes every waker that is held.
    pub(crate) fn take_all(&self) -> Vec<Waker> {
        let timers = take(&mut *self.timers.borrow_mut());
        crate::live::add(Kind::Timers, -(timers.len() as i64));
        let mut all: Vec<Waker> = timers.into_values().collect();
        let sources: Vec<_> = self.sources.borrow().entries.iter().flatten().cloned().collect();
        for source in sources {
            all.extend(self.take_waker(&source.read));
            all.extend(self.take_waker(&source.write));
        }
        all
    }

    pub(crate) fn has_interest(&self) -> bool {
        self.waiting.get() > 0 || !self.timers.borrow().is_empty()
    }
}

pub(crate) fn failed() -> Error {
    Error::new(abi::ERR_REACTOR_FAILED, "the reactor has failed or was closed")
}

fn round_up(time: Duration) -> i32 {
    ((time.as_nanos() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI).min(i32::MAX as u128) as i32
}
