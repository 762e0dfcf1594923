//! Enough of HTTP/1.1 for a GET.

use pollfuture::{Error, Outcome, TcpStream};
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;

const MALFORMED: i32 = 1001;
const MOST_HEAD: usize = 64 * 1024;

pub(crate) struct Response {
    pub(crate) status: i64,
    pub(crate) media: String,
    pub(crate) body: Vec<u8>,
    pub(crate) length: u64,
}

/// Fetches into memory, or into the file if there is one.
pub(crate) async fn get(
    address: SocketAddr,
    host: &str,
    path: &str,
    mut file: Option<File>,
) -> Result<Response, Error> {
    let stream = TcpStream::connect(address).await?;
    let mut from = Reader { stream, buffer: Vec::new(), at: 0 };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    from.stream.write_all(request.as_bytes()).await?;

    let first = from.line().await?;
    let status = first
        .split(' ')
        .nth(1)
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| malformed(&format!("status line: {first}")))?;
    let mut response = Response { status, media: String::new(), body: Vec::new(), length: 0 };
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
            "content-type" => response.media = value.to_string(),
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
                return Ok(response);
            }
            from.copy(Some(size), &mut response, &mut file).await?;
            if !from.line().await?.is_empty() {
                return Err(malformed("end of a chunk"));
            }
        }
    }
    from.copy(length, &mut response, &mut file).await?;
    Ok(response)
}

fn malformed(what: &str) -> Error {
    Error::new(MALFORMED, format!("malformed HTTP: {what}"))
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
    async fn copy(
        &mut self,
        length: Option<u64>,
        response: &mut Response,
        file: &mut Option<File>,
    ) -> Result<(), Error> {
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
            match file {
                Some(file) => file.write_all(part)?,
                None => response.body.extend_from_slice(part),
            }
            self.at += count;
            left -= count as u64;
            response.length += count as u64;
        }
        Ok(())
    }
}

/// What the program `fetch` needs of a response: the status, and the media type in the bytes.
pub(crate) async fn fetch(all: &str, address: usize, host: usize, path: usize) -> Result<Fetched, Error> {
    let mut rest = all;
    let mut next = |len: usize| {
        let (first, after) = rest.split_at(len);
        rest = after;
        first.to_string()
    };
    let (address, host, path) = (next(address), next(host), next(path));
    let address = address.parse().map_err(|_| malformed(&format!("address {address}")))?;
    let file = File::create(rest)?;
    let response = get(address, &host, &path, Some(file)).await?;
    Ok(Fetched(response))
}

pub(crate) struct Fetched(Response);

impl pollfuture::IntoOutcome for Fetched {
    fn into_outcome(self) -> Outcome {
        Outcome::Value(self.0.status, Some(self.0.media.into_bytes()))
    }
}
