//! Fields by address, in a case and by themselves, from a server of the test's own.

use crate::server;
use crate::world::{CASE, CURRENT_FILE, Called, CurrentFile, World, called, sarex};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Gives the bytes once and is out of service from then on.
fn serve_once(bytes: Vec<u8>) -> (String, Arc<AtomicUsize>) {
    server::serve(move |number, mut stream| match number {
        0 => server::send(stream, &bytes),
        _ => stream.write_all(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    })
}

fn sarex_with_cache(world: &World, args: &[&str]) -> Called {
    called(sarex().args(args).current_dir(&world.folder).env("SAREX_CACHE", world.path("cache")))
}

#[test]
fn a_file_by_address_is_described_from_the_server_and_then_from_the_cache() {
    let world = World::new();
    let (url, asked) = serve_once(CurrentFile::default().bytes());
    let first = sarex_with_cache(&world, &["fields", &url, "--png", "current.png"]);
    assert_eq!((first.code, first.stderr.as_str()), (0, ""), "{first:?}");
    assert!(first.stdout.starts_with(&format!("{url}\n")), "{}", first.stdout);
    assert!(first.stdout.contains("Surface current (u, v)") && first.stdout.contains("Fetched now"));
    assert!(world.path("current.png").is_file());
    let again = sarex_with_cache(&world, &["fields", &url, "--json"]);
    assert_eq!((again.code, asked.load(Ordering::SeqCst)), (0, 1), "{again:?}");
    let json: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(json["fetched"]["from_cache"], true);
    assert_eq!(json["summary"]["name"], url.as_str());
}

#[test]
fn an_address_that_gives_no_field_is_refused() {
    let world = World::new();
    let (url, _) = serve_once(b"<html>Query error: unknown variable=water_q</html>".to_vec());
    let page = sarex_with_cache(&world, &["fields", &url]);
    assert_eq!((page.code, page.stdout.as_str()), (2, ""), "{page:?}");
    assert!(page.stderr.contains(&url) && page.stderr.contains("water_q"), "{}", page.stderr);
    let gone = sarex_with_cache(&world, &["fields", &url]);
    assert_eq!(gone.code, 2);
    assert!(gone.stderr.contains("410") && gone.stderr.contains(&url), "{}", gone.stderr);
    let ice = ["eastward_sea_ice_velocity", "northward_sea_ice_velocity"];
    let (url, _) =
        serve_once(CurrentFile { standard_names: ice, units: "furlong", ..CurrentFile::default() }.bytes());
    let useless = sarex_with_cache(&world, &["fields", &url, "--quantity", "current", "--variables", "u,v"]);
    assert_eq!(useless.code, 2);
    assert!(useless.stderr.contains(&url) && useless.stderr.contains("furlong"), "{}", useless.stderr);
    assert!(!useless.stderr.contains("cache"), "the cache is not the user's file:\n{}", useless.stderr);
}

/// A case whose current lies on a server: fetched once, named by its address and content, and the same result when
/// the server is gone.
#[test]
fn a_case_with_a_field_by_address() {
    let world = World::new();
    let bytes = CurrentFile::default().bytes();
    let hash = sarex_io::read::hash::of_bytes(&bytes);
    let (url, asked) = serve_once(bytes);
    let source = format!("{{ url = \"{url}\" }}");
    world.write("case.toml", CASE.replace(CURRENT_FILE.0, &source));
    for out in ["first", "second"] {
        let drift = sarex_with_cache(&world, &["drift", "case.toml", "-o", out]);
        assert_eq!((drift.code, drift.stderr.as_str()), (0, ""), "{drift:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let read = |name: &str| std::fs::read(world.path(name)).unwrap();
    assert_eq!(read("first/drift.nc"), read("second/drift.nc"));
    let provenance = String::from_utf8(read("first/provenance.json")).unwrap();
    assert!(provenance.contains(&url) && provenance.contains(&hash), "{provenance}");
    std::fs::remove_dir_all(world.path("cache")).unwrap();
    let offline = sarex_with_cache(&world, &["drift", "case.toml", "-o", "third"]);
    assert_eq!(offline.code, 2, "{offline:?}");
    let said = ["case.toml:", "environment.current#1", "410", &url];
    assert!(said.iter().all(|text| offline.stderr.contains(text)), "{}", offline.stderr);
    assert!(!world.path("third").exists());
}
