//! Enough of HTTP/1.1 for a GET.

use pollfuture::{Error, TcpStream};
use std::net::SocketAddr;

const MALFORMED: i32 = 1001;
const MOST_HEAD: usize = 64 * 1024;

/// Gets the body of a response whose status is 200.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Result<Vec<u8>, Error> {
    let stream = TcpStream::connect(address).await?;
    let mut from = Reader { stream, buffer: Vec::new(), at: 0 };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    from.stream.write_all(request.as_bytes()).await?;

    let first = from.line().await?;
    if first.split(' ').nth(1) != Some("200") {
        return Err(malformed(&first));
    }
    let mut body = Vec::new();
    let (mut length, mut chunked) = (None, false);
    loop {
        let line = from.line().await?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed("header without a colon"))?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.parse::<u64>().map_err(|_| malformed("content-length"))?),
            "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
            _ => {}
        }
    }
    if chunked {
        loop {
            let line = from.line().await?;
            let size = line.split(';').next().unwrap_or("").trim();
            let size = u64::from_str_radix(size, 16).map_err(|_| malformed("size of a chunk"))?;
            if size == 0 {
                while !from.line().await?.is_empty() {}
                return Ok(body);
            }
            from.copy(Some(size), &mut body).await?;
            if !from.line().await?.is_empty() {
                return Err(malformed("end of a chunk"));
            }
        }
    }
    from.copy(length, &mut body).await?;
    Ok(body)
}

fn malformed(what: &str) -> Error {
    Error::new(MALFORMED, format!("not understood: {what}"))
}

struct Reader {
    stream: TcpStream,
    buffer: Vec<u8>,
    at: usize,
}

impl Reader {
    /// Reads more; false at the end.
    async fn fill(&mut self) -> Result<bool, Error> {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
        }
        let before = self.buffer.len();
        self.buffer.resize(before + 16 * 1024, 0);
        let read = self.stream.read(&mut self.buffer[before..]).await;
        self.buffer.truncate(before + *read.as_ref().unwrap_or(&0));
        read.map(|count| count > 0)
    }

    async fn line(&mut self) -> Result<String, Error> {
        let mut looked = 0;
        loop {
            let rest = &self.buffer[self.at..];
            if let Some(end) = rest[looked..].iter().position(|byte| *byte == b'\n') {
                let line = String::from_utf8_lossy(&rest[..looked + end]).trim_end_matches('\r').to_string();
                self.at += looked + end + 1;
                return Ok(line);
            }
            looked = rest.len();
            if looked > MOST_HEAD {
                return Err(malformed("a line without an end"));
            }
            if !self.fill().await? {
                return Err(malformed("the connection ended in the head"));
            }
        }
    }

    /// Moves bytes of the body on, all up to the end of the connection if there is no length.
    async fn copy(&mut self, length: Option<u64>, body: &mut Vec<u8>) -> Result<(), Error> {
        let mut left = length.unwrap_or(u64::MAX);
        while left > 0 {
            if self.at == self.buffer.len() && !self.fill().await? {
                return match length {
                    Some(_) => Err(malformed("the connection ended in the body")),
                    None => Ok(()),
                };
            }
            let count = left.min((self.buffer.len() - self.at) as u64) as usize;
            let part = &self.buffer[self.at..self.at + count];
            body.extend_from_slice(part);
            self.at += count;
            left -= count as u64;
        }
        Ok(())
    }
}
