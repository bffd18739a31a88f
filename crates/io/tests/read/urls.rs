//! Fetching by URL, against a small server of the test's own.

use crate::fixture::{
    HOURS, LAT, LON, Nc, Scratch, TIME, U_CURRENT, V_CURRENT, first, lats, lons, second, values,
};
use crate::server;
use netcdf_writer::NcWriteFormat;
use sarex_io::read::url::{Fetched, fetch};
use sarex_io::read::{Fetching, Options, ReadError, open_url};
use sarex_metocean::Quantity;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What the server does with one request.
#[derive(Clone)]
enum Answer {
    Bytes(Vec<u8>),
    Status(&'static str, &'static str),
    /// States a length and sends less.
    Short(Vec<u8>, usize),
    /// Says nothing for a while.
    Silence(Duration),
    /// To the same address again.
    Redirect,
    /// Without a stated length.
    Unstated(Vec<u8>),
}

/// Answers each request with the next of the list, the last one for ever; returns its address and a counter.
fn serve(answers: Vec<Answer>) -> (String, Arc<AtomicUsize>) {
    server::serve(move |number, stream| reply(stream, &answers[number.min(answers.len() - 1)]))
}

fn reply(mut stream: TcpStream, answer: &Answer) -> std::io::Result<()> {
    match answer {
        Answer::Bytes(body) => server::send(stream, body),
        Answer::Short(body, sent) => {
            stream.write_all(server::head(body.len()).as_bytes())?;
            stream.write_all(&body[..*sent])
        }
        Answer::Status(line, body) => {
            let length = body.len();
            write!(stream, "HTTP/1.1 {line}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        }
        Answer::Silence(time) => {
            std::thread::sleep(*time);
            Ok(())
        }
        Answer::Redirect => {
            let head =
                "HTTP/1.1 302 Found\r\nLocation: /field.nc\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(head.as_bytes())
        }
        Answer::Unstated(body) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            stream.write_all(body)
        }
    }
}

fn field() -> Vec<u8> {
    let (lats, lons) = (lats(), lons());
    let mut nc = Nc::new(&[("time", 3), ("lat", 4), ("lon", 5)]);
    nc.var("time", &["time"], &HOURS, &TIME).var("lat", &["lat"], &lats, &LAT).var(
        "lon",
        &["lon"],
        &lons,
        &LON,
    );
    nc.var("u", &["time", "lat", "lon"], &values(&HOURS, &lats, &lons, first), &U_CURRENT);
    nc.var("v", &["time", "lat", "lon"], &values(&HOURS, &lats, &lons, second), &V_CURRENT);
    nc.bytes(NcWriteFormat::Nc4)
}

fn quick(scratch: &Scratch) -> Fetching {
    Fetching {
        patience: Duration::from_millis(300),
        pause: Duration::from_millis(5),
        retries: 2,
        use_proxy: false,
        ..Fetching::into_cache(scratch.path("cache"))
    }
}

fn try_fetch(answers: Vec<Answer>) -> (Result<Fetched, ReadError>, usize) {
    let scratch = Scratch::new();
    let (url, asked) = serve(answers);
    let result = fetch(&url, &quick(&scratch));
    let left: Vec<_> = std::fs::read_dir(scratch.path("cache"))
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with(".partial"))
        .collect();
    assert!(left.is_empty(), "nothing half-written stays behind");
    (result, asked.load(Ordering::SeqCst))
}

#[track_caller]
fn fails(answers: Vec<Answer>, words: &[&str], asked: usize) {
    let (result, count) = try_fetch(answers);
    let message = result.err().unwrap().to_string();
    for word in words {
        assert!(message.contains(word), "{message}\nlacks {word}");
    }
    assert_eq!(count, asked, "{message}");
}

#[test]
fn fetched_once_then_offline() {
    let scratch = Scratch::new();
    let (url, asked) = serve(vec![Answer::Bytes(field()), Answer::Status("410 Gone", "")]);
    let opened = open_url(&url, Quantity::Current, &Options::default(), &quick(&scratch)).unwrap();
    assert_eq!(opened.inputs[0].url.as_deref(), Some(url.as_str()));
    let again = fetch(&url, &quick(&scratch)).unwrap();
    assert!(again.from_cache && asked.load(Ordering::SeqCst) == 1);
    assert_eq!(again.sha256, sarex_io::read::hash::of_bytes(&field()));
    assert_eq!(again.bytes, field().len() as u64);
    assert!(again.path.ends_with(format!("{}.nc", again.sha256)));
    // A cache that was tampered with is not believed.
    std::fs::write(&again.path, b"CDF\x01 something else").unwrap();
    assert!(fetch(&url, &quick(&scratch)).err().unwrap().to_string().contains("410 Gone"));
}

#[test]
fn trouble_that_passes_is_tried_again() {
    let unavailable = || Answer::Status("503 Service Unavailable", "busy");
    for trouble in [
        unavailable(),
        Answer::Short(field(), 500),
        Answer::Silence(Duration::from_millis(700)),
        Answer::Status("429 Too Many Requests", ""),
    ] {
        let (result, asked) = try_fetch(vec![trouble, Answer::Bytes(field())]);
        assert_eq!((result.unwrap().bytes, asked), (field().len() as u64, 2));
    }
    fails(vec![unavailable()], &["503", "busy", "3 attempts"], 3);
    fails(vec![Answer::Short(field(), 500)], &["breaks off", "3 attempts"], 3);
    let (result, _) = try_fetch(vec![Answer::Unstated(field())]);
    assert_eq!(result.unwrap().bytes, field().len() as u64);
}

#[test]
fn final_answers_are_not_asked_for_again() {
    let page =
        "<html><head><title>Error</title></head><body>Query error: unknown variable=water_q</body></html>";
    fails(
        vec![Answer::Status("404 Not Found", page)],
        &["404", "unknown variable=water_q", "Check variables"],
        1,
    );
    fails(
        vec![Answer::Bytes(page.as_bytes().to_vec())],
        &["HTML page", "unknown variable=water_q", "accept=netcdf"],
        1,
    );
    fails(vec![Answer::Bytes(b"PK\x03\x04....".to_vec())], &["zip"], 1);
    fails(vec![Answer::Redirect], &["from address to address"], 6);
    for wrong in ["ftp://host/x.nc", "https://host/a b.nc", "x.nc"] {
        let scratch = Scratch::new();
        assert!(fetch(wrong, &quick(&scratch)).err().unwrap().to_string().contains("not an http"), "{wrong}");
    }
}

#[test]
fn too_large_is_refused_before_and_while_it_comes() {
    for answer in [Answer::Bytes(field()), Answer::Unstated(field())] {
        let scratch = Scratch::new();
        let (url, _) = serve(vec![answer]);
        let small = Fetching { max_bytes: 1000, ..quick(&scratch) };
        let message = fetch(&url, &small).err().unwrap().to_string();
        assert!(message.contains("limit of 1000") && message.contains("smaller area"), "{message}");
    }
}
