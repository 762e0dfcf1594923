//! TCP.

use crate::io::Io;
use crate::outcome::Error;
use crate::poll_fn;
use crate::sys;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;

/// A TCP connection.
pub struct TcpStream {
    io: Io<std::net::TcpStream>,
}

impl TcpStream {
    /// Connects. The address is a number: names are looked up by calls that block.
    pub async fn connect(address: SocketAddr) -> Result<TcpStream, Error> {
        let (domain, bytes) = raw(address);
        let socket = sys::new_stream_socket(domain)?;
        sys::begin_connect(&socket, &bytes)?;
        let mut stream = TcpStream { io: Io::new(socket.into()) };
        // Connected, failed, or not yet: then there is no peer and no error.
        poll_fn(|cx| {
            stream.io.poll_write(cx, |socket| match socket.take_error()? {
                Some(error) => Err(error),
                None => match socket.peer_addr() {
                    Err(error) if error.kind() == ErrorKind::NotConnected => Err(ErrorKind::WouldBlock.into()),
                    Err(error) => Err(error),
                    Ok(_) => Ok(()),
                },
            })
        })
        .await?;
        stream.io.get_ref().set_nodelay(true)?;
        Ok(stream)
    }

    /// Reads what is there, at most as much as fits; 0 at the end.
    pub async fn read(&mut self, to: &mut [u8]) -> Result<usize, Error> {
        poll_fn(|cx| self.io.poll_read(cx, |mut socket| socket.read(to))).await
    }

    /// Reads until it is full.
    pub async fn read_exact(&mut self, to: &mut [u8]) -> Result<(), Error> {
        let mut filled = 0;
        while filled < to.len() {
            match self.read(&mut to[filled..]).await? {
                0 => return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into()),
                count => filled += count,
            }
        }
        Ok(())
    }

    /// Writes all of it.
    pub async fn write_all(&mut self, from: &[u8]) -> Result<(), Error> {
        let mut rest = from;
        while !rest.is_empty() {
            let count = poll_fn(|cx| self.io.poll_write(cx, |mut socket| socket.write(rest))).await?;
            rest = &rest[count..];
        }
        Ok(())
    }
}

/// A `sockaddr_in` or `sockaddr_in6`, byte by byte.
fn raw(address: SocketAddr) -> (i32, Vec<u8>) {
    let mut bytes = Vec::with_capacity(28);
    match address {
        SocketAddr::V4(v4) => {
            bytes.extend((sys::AF_INET as u16).to_ne_bytes());
            bytes.extend(v4.port().to_be_bytes());
            bytes.extend(v4.ip().octets());
            bytes.extend([0; 8]);
            (sys::AF_INET, bytes)
        }
        SocketAddr::V6(v6) => {
            bytes.extend((sys::AF_INET6 as u16).to_ne_bytes());
            bytes.extend(v6.port().to_be_bytes());
            bytes.extend(v6.flowinfo().to_be_bytes());
            bytes.extend(v6.ip().octets());
            bytes.extend(v6.scope_id().to_ne_bytes());
            (sys::AF_INET6, bytes)
        }
    }
}
