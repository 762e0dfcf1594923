//! TCP connections that the other language holds by a number, for a client whose protocol is written there.

use super::{bytes, text};
use pollfuture::{abi, export, Error, TcpStream};
use std::cell::Cell;
use std::rc::Rc;

/// A connection; the stream is away while an operation uses it.
struct Connection(Cell<Option<TcpStream>>);

/// The stream of a connection, for one operation.
struct Lent {
    connection: Rc<Connection>,
    stream: Option<TcpStream>,
}

impl Lent {
    fn of(number: i64) -> Result<Lent, Error> {
        let pointer = number as *const Connection;
        if pointer.is_null() {
            return Err(Error::new(abi::ERR_OTHER, "there is no connection 0"));
        }
        let connection = unsafe {
            Rc::increment_strong_count(pointer);
            Rc::from_raw(pointer)
        };
        let stream = connection.0.take();
        if stream.is_none() {
            return Err(Error::new(abi::ERR_OTHER, "another operation uses the connection"));
        }
        Ok(Lent { connection, stream })
    }

    fn stream(&mut self) -> &mut TcpStream {
        self.stream.as_mut().expect("it is there until the drop")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.connection.0.set(self.stream.take());
    }
}

export! {
    /// Connects to an address in numbers; the value is the connection, which demo_tcp_close ends.
    fn demo_tcp_connect(address: *const u8, len: usize) -> impl Future {
        let address = text(address, len);
        async move {
            let number = address.parse().map_err(|_| Error::new(abi::ERR_OTHER, format!("no address: {address}")))?;
            let stream = TcpStream::connect(number).await?;
            Ok::<i64, Error>(Rc::into_raw(Rc::new(Connection(Cell::new(Some(stream))))) as i64)
        }
    }

    /// Writes all bytes, which are copied first.
    fn demo_tcp_write(connection: i64, from: *const u8, len: usize) -> impl Future {
        let bytes = bytes(from, len);
        async move {
            Lent::of(connection)?.stream().write_all(&bytes).await?;
            Ok::<i64, Error>(bytes.len() as i64)
        }
    }

    /// Reads what is there, at most so many bytes; none at the end.
    fn demo_tcp_read(connection: i64, most: i64) -> impl Future {
        async move {
            let mut buffer = vec![0; most.max(1) as usize];
            let count = Lent::of(connection)?.stream().read(&mut buffer).await?;
            buffer.truncate(count);
            Ok::<Vec<u8>, Error>(buffer)
        }
    }
}

/// Closes a connection, once, on its thread, when no operation uses it.
///
/// # Safety
/// The number is that of an open connection.
#[no_mangle]
pub unsafe extern "C" fn demo_tcp_close(connection: i64) {
    drop(unsafe { Rc::from_raw(connection as *const Connection) });
}
