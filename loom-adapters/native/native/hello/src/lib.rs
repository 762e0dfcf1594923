use pollfuture::{abi, export, library, sleep, Error, Foreign};
use std::time::Duration;

library!();

struct OutOfRange(i64);

impl From<OutOfRange> for Error {
    fn from(refused: OutOfRange) -> Error {
        Error::new(1000, format!("a sleep of {} ms", refused.0)) // codes from 1000 on are yours
    }
}

export! {
    /// Waits in the reactor; the value is the time.
    fn hello_sleep(millis: i64) -> impl Future {
        async move {
            if !(0..=60_000).contains(&millis) {
                Err(OutOfRange(millis))?;
            }
            sleep(Duration::from_millis(millis as u64)).await?;
            Ok::<i64, Error>(millis)
        }
    }

    /// Waits for a future of Java; the value is its text in capitals.
    fn hello_shout(text: *mut abi::Future) -> impl Future {
        let text = unsafe { Foreign::new(text) };
        async move {
            let text = text.await?; // .value is a number, .bytes are bytes
            Ok::<String, Error>(String::from_utf8_lossy(&text.bytes).to_uppercase())
        }
    }
}
