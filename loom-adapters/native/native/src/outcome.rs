//! How a future ends, in the words of the ABI.

use crate::abi;
use crate::live::{add, Kind};
use std::fmt::Display;
use std::mem::ManuallyDrop;
use std::ptr::null_mut;

/// How an exported future ended.
pub enum Outcome {
    /// With a number and perhaps bytes.
    Value(i64, Option<Vec<u8>>),
    /// With an error.
    Failed(Error),
    /// By a panic, with its message.
    Panicked(String),
}

/// An error as the executor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// `PF_ERR_*`, or a code of 1000 and above of your own.
    pub code: i32,
    /// A number that goes with the code: errno for I/O errors.
    pub value: i64,
    /// What went wrong, for people.
    pub message: String,
}

impl Error {
    /// An error of the given kind.
    pub fn new(code: i32, message: impl Into<String>) -> Error {
        Error { code, value: 0, message: message.into() }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        let errno = error.raw_os_error().unwrap_or(0);
        Error { code: abi::ERR_IO, value: errno as i64, message: error.to_string() }
    }
}

/// What the output of an exported future can be.
pub trait IntoOutcome {
    /// The outcome that it stands for.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Outcome {
        Outcome::Value(0, None)
    }
}

impl IntoOutcome for i64 {
    fn into_outcome(self) -> Outcome {
        Outcome::Value(self, None)
    }
}

impl IntoOutcome for Vec<u8> {
    fn into_outcome(self) -> Outcome {
        Outcome::Value(self.len() as i64, Some(self))
    }
}

impl IntoOutcome for String {
    fn into_outcome(self) -> Outcome {
        self.into_bytes().into_outcome()
    }
}

impl<V: IntoOutcome, E: Into<Error>> IntoOutcome for Result<V, E> {
    fn into_outcome(self) -> Outcome {
        match self {
            Ok(value) => value.into_outcome(),
            Err(error) => Outcome::Failed(error.into()),
        }
    }
}

impl Outcome {
    pub(crate) fn status(&self) -> i32 {
        match self {
            Outcome::Value(..) => abi::READY,
            Outcome::Failed(_) => abi::FAILED,
            Outcome::Panicked(_) => abi::PANICKED,
        }
    }

    pub(crate) fn into_result(self) -> abi::FutureResult {
        let status = self.status();
        let (code, value, bytes) = match self {
            Outcome::Value(value, bytes) => (0, value, bytes),
            Outcome::Failed(error) => (error.code, error.value, Some(error.message.into_bytes())),
            Outcome::Panicked(message) => (0, 0, Some(message.into_bytes())),
        };
        let (ptr, len, cap) = into_raw(bytes);
        abi::FutureResult { status, code, value, ptr, len, cap }
    }
}

fn into_raw(bytes: Option<Vec<u8>>) -> (*mut u8, usize, usize) {
    match bytes {
        Some(bytes) if bytes.capacity() > 0 => {
            let mut bytes = ManuallyDrop::new(bytes);
            add(Kind::Buffers, 1);
            (bytes.as_mut_ptr(), bytes.len(), bytes.capacity())
        }
        _ => (null_mut(), 0, 0),
    }
}

pub(crate) unsafe extern "C" fn buf_free(ptr: *mut u8, len: usize, cap: usize) {
    if !ptr.is_null() {
        add(Kind::Buffers, -1);
        drop(unsafe { Vec::from_raw_parts(ptr, len, cap) });
    }
}
