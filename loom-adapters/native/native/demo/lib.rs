//! What the tests, the guide and the benchmarks of the Java module call.

#![deny(unsafe_op_in_unsafe_fn)]

mod http;
mod join;
mod misbehave;
mod tcp;

use pollfuture::abi;
use pollfuture::{export, library, poll_fn, sleep, Error, Foreign, Io, TcpStream};
use std::fs::File;
use std::future::Future;
use std::io::{Read, Write};
use std::mem::ManuallyDrop;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::io::FromRawFd;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

library!();

fn millis(number: i64) -> Duration {
    Duration::from_millis(number.max(0) as u64)
}

fn local(port: i32) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port as u16))
}

/// Copies what a pointer points to, which is lent for the call.
fn bytes(from: *const u8, len: usize) -> Vec<u8> {
    if len == 0 {
        return Vec::new();
    }
    unsafe { std::slice::from_raw_parts(from, len) }.to_vec()
}

fn text(from: *const u8, len: usize) -> String {
    String::from_utf8_lossy(&bytes(from, len)).into_owned()
}

export! {
    /// Ready at the first poll.
    fn demo_ready(value: i64) -> impl Future {
        async move { value }
    }

    /// Pending for a time; the value is that time.
    fn demo_sleep(time: i64) -> impl Future {
        async move {
            sleep(millis(time)).await?;
            Ok::<i64, Error>(time)
        }
    }

    /// Pending, waking itself, a number of times; needs no reactor.
    fn demo_yields(count: i64) -> impl Future {
        let mut left = count;
        poll_fn(move |cx| {
            if left == 0 {
                return Poll::Ready(count);
            }
            left -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    }

    /// Wakes itself a number of times in its only poll.
    fn demo_wakes(count: i64) -> impl Future {
        poll_fn(move |cx| {
            for _ in 0..count {
                cx.waker().wake_by_ref();
            }
            Poll::Ready(count)
        })
    }

    /// Many timers inside one future, each polled with a context and a waker of its own.
    fn demo_join(count: i64, time: i64) -> impl Future {
        async move {
            let slept = join::all((0..count).map(|i| sleep(millis(time + i % 7))).collect()).await;
            for end in slept {
                end?;
            }
            Ok::<i64, Error>(count)
        }
    }

    /// A message to a local echo server and back, a number of times; the value is the number of bytes that came back.
    fn demo_echo(port: i32, rounds: i64, size: i64) -> impl Future {
        async move {
            let mut stream = TcpStream::connect(local(port)).await?;
            let message: Vec<u8> = (0..size).map(|i| i as u8).collect();
            let mut answer = vec![0; message.len()];
            for _ in 0..rounds {
                stream.write_all(&message).await?;
                stream.read_exact(&mut answer).await?;
                if answer != message {
                    return Err(Error::new(1000, "the echo differs"));
                }
            }
            Ok(rounds * size)
        }
    }

    /// An HTTP GET of a local server; the value is the body, the number its length.
    fn demo_http_get(port: i32, path: *const u8, len: usize) -> impl Future {
        let path = text(path, len);
        async move { http::get(local(port), &path).await }
    }

    /// Fails with a code and a message.
    fn demo_fail(code: i32, message: *const u8, len: usize) -> impl Future {
        let message = text(message, len);
        async move { Err::<i64, Error>(Error::new(code, message)) }
    }

    /// Awaits a future of the other language; the value is its value plus one, the text its text.
    fn demo_await(future: *mut abi::Future) -> impl Future {
        let future = unsafe { Foreign::new(future) };
        async move {
            let value = future.await?;
            sleep(millis(1)).await?; // in the same reactor slot
            Ok::<i64, Error>(value.value + 1)
        }
    }

    /// Awaits a timer and a future of the other language at the same time; the timer is polled first.
    fn demo_both(future: *mut abi::Future, time: i64) -> impl Future {
        let mut timer = Box::pin(sleep(millis(time)));
        let mut other = Box::pin(unsafe { Foreign::new(future) });
        let (mut slept, mut answered) = (None, None);
        poll_fn(move |cx| {
            if slept.is_none() {
                if let Poll::Ready(end) = timer.as_mut().poll(cx) {
                    slept = Some(end);
                }
            }
            if answered.is_none() {
                if let Poll::Ready(end) = other.as_mut().poll(cx) {
                    answered = Some(end);
                }
            }
            match (slept.take(), answered.take()) {
                (Some(Ok(())), Some(Ok(answer))) => Poll::Ready(Ok::<i64, Error>(answer.value)),
                (Some(Err(error)), _) | (_, Some(Err(error))) => Poll::Ready(Err(error)),
                (one, other) => {
                    slept = one;
                    answered = other;
                    Poll::Pending
                }
            }
        })
    }

    /// Waits until something was added to the eventfd, which stays open: a duplicate is registered.
    fn demo_event_wait(event: i32) -> impl Future {
        async move {
            let mut event = Io::new(lent(event).try_clone()?);
            let mut count = [0; 8];
            poll_fn(|cx| event.poll_read(cx, |mut file| file.read(&mut count))).await?;
            Ok::<i64, Error>(i64::from_ne_bytes(count))
        }
    }

    /// Waits for a thread of its own; may itself move between threads.
    send fn demo_thread(time: i64, value: i64) -> impl Future {
        let shared = Arc::new(Mutex::new((None::<i64>, None::<Waker>)));
        let mut started = false;
        poll_fn(move |cx| {
            let mut state = shared.lock().unwrap();
            if let Some(value) = state.0 {
                return Poll::Ready(value);
            }
            state.1 = Some(cx.waker().clone());
            if !started {
                started = true;
                let shared = shared.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(millis(time));
                    let waker = {
                        let mut state = shared.lock().unwrap();
                        state.0 = Some(value);
                        state.1.take()
                    };
                    if let Some(waker) = waker {
                        waker.wake();
                    }
                });
            }
            Poll::Pending
        })
    }
}

/// A descriptor of somebody else.
fn lent(fd: i32) -> ManuallyDrop<File> {
    ManuallyDrop::new(unsafe { File::from_raw_fd(fd) })
}

/// Adds one to an eventfd.
#[no_mangle]
pub extern "C" fn demo_event_fire(event: i32) {
    let _ = lent(event).write(&1u64.to_ne_bytes());
}

/// Makes a reactor of this thread, in an empty slot.
///
/// # Safety
/// Only this thread uses the slot.
#[no_mangle]
pub unsafe extern "C" fn demo_reactor(slot: *mut abi::HookSlot) -> i32 {
    unsafe { pollfuture::register(slot) }
}

/// Writes the live counters in the order of `live::Kind`; returns how many there are.
///
/// # Safety
/// There is room for as many numbers as `len` says.
#[no_mangle]
pub unsafe extern "C" fn demo_live(out: *mut i64, len: usize) -> usize {
    let counters = pollfuture::live::snapshot();
    for (i, counter) in counters.iter().take(len).enumerate() {
        unsafe { out.add(i).write(*counter) };
    }
    counters.len()
}
