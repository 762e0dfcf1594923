//! Panics end here: as a message.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::panic::{catch_unwind, set_hook, take_hook, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CAUGHT: Cell<usize> = const { Cell::new(0) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs the code; a panic becomes its message, with the place in the source, and is not printed.
pub(crate) fn catch<R>(code: impl FnOnce() -> R) -> Result<R, String> {
    HOOK.call_once(note_messages);
    quietly(code).map_err(|payload| {
        let message = MESSAGE.with(|message| message.take());
        // What was thrown may itself panic when it is dropped.
        if let Err(again) = quietly(|| drop(payload)) {
            std::mem::forget(again);
        }
        message.unwrap_or_else(|| "panicked".to_string())
    })
}

fn quietly<R>(code: impl FnOnce() -> R) -> std::thread::Result<R> {
    CAUGHT.with(|depth| depth.set(depth.get() + 1));
    let result = catch_unwind(AssertUnwindSafe(code));
    CAUGHT.with(|depth| depth.set(depth.get() - 1));
    result
}

/// As `catch`, for code that has nobody to tell: the message is printed.
pub(crate) fn isolate(what: &str, code: impl FnOnce()) {
    if let Err(message) = catch(code) {
        print(what, &message);
    }
}

/// Prints a message to the standard error. Not `eprintln!`, which panics if it cannot be written.
pub(crate) fn print(what: &str, message: &str) {
    let _ = writeln!(std::io::stderr(), "pollfuture: {what} {message}");
}

fn note_messages() {
    let before = take_hook();
    set_hook(Box::new(move |info| {
        if CAUGHT.with(Cell::get) == 0 {
            before(info);
            return;
        }
        let payload = info.payload();
        let what = payload
            .downcast_ref::<&str>()
            .map(|text| text.to_string())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "something that is no text".to_string());
        let place = info.location().map(|at| format!(" at {at}")).unwrap_or_default();
        MESSAGE.with(|message| *message.borrow_mut() = Some(format!("panicked{place}: {what}")));
    }));
}
