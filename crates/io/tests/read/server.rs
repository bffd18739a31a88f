//! A small HTTP server for tests.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Hands each request with its number, from 0, to `reply`, on a thread of its own; returns an address and the
/// number of requests so far.
pub fn serve<F>(reply: F) -> (String, Arc<AtomicUsize>)
where
    F: Fn(usize, TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/field.nc", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, reply) = (asked.clone(), Arc::new(reply));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (number, reply) = (count.fetch_add(1, Ordering::SeqCst), reply.clone());
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request)?;
                reply(number, stream)
            });
        }
    });
    (address, asked)
}

/// The head of an answer that has a body of so many bytes.
pub fn head(length: usize) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
}

/// Answers with a body.
pub fn send(mut stream: TcpStream, body: &[u8]) -> std::io::Result<()> {
    stream.write_all(head(body.len()).as_bytes())?;
    stream.write_all(body)
}
