//! Fields by URL: fetched once, kept by their content, used from the cache ever after.

use super::open::{InputFile, Opened, open_field};
use super::options::Options;
use super::sniff::{self, Kind};
use super::wanted::Wanted;
use super::{ReadError, hash};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;

/// How a URL is fetched.
#[derive(Debug, Clone)]
pub struct Fetching {
    /// Folder of the cache; it is made if it is not there.
    pub cache: PathBuf,
    /// Longest wait for a connection, and for an answer to begin.
    pub patience: Duration,
    /// Longest time for everything of one attempt.
    pub longest: Duration,
    /// Most bytes taken.
    pub max_bytes: u64,
    /// Further attempts after a failure that may pass.
    pub retries: u32,
    /// Wait before the first further attempt; doubled each time.
    pub pause: Duration,
    /// Use what is in the cache without asking the server.
    pub use_cache: bool,
    /// Use the proxy that environment variables name.
    pub use_proxy: bool,
}

impl Fetching {
    /// The usual settings, into the user's cache: below `SAREX_CACHE` if that is set, else where the system keeps
    /// caches.
    pub fn into_user_cache() -> Self {
        let from = |variable: &str| {
            std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from)
        };
        let cache = from("SAREX_CACHE")
            .or_else(|| from("XDG_CACHE_HOME").map(|folder| folder.join("sarex")))
            .or_else(|| from("LOCALAPPDATA").map(|folder| folder.join("sarex").join("cache")))
            .or_else(|| from("HOME").map(|folder| folder.join(".cache").join("sarex")))
            .unwrap_or_else(|| std::env::temp_dir().join("sarex-cache"));
        Self::into_cache(cache)
    }

    /// The usual settings: 30 s for an answer, 10 min in all, 2 GB, three further attempts.
    pub fn into_cache(cache: impl Into<PathBuf>) -> Self {
        Fetching {
            cache: cache.into(),
            patience: Duration::from_secs(30),
            longest: Duration::from_secs(600),
            max_bytes: 2_000_000_000,
            retries: 3,
            pause: Duration::from_secs(1),
            use_cache: true,
            use_proxy: true,
        }
    }
}

/// A file that came from a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it lies in the cache, named by its content.
    pub path: PathBuf,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// It was in the cache already.
    pub from_cache: bool,
}

/// What the cache keeps of a URL.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    url: String,
    sha256: String,
    bytes: u64,
}

/// True for a name that is a URL and not a path.
pub fn is_url(name: &str) -> bool {
    let lower = name.get(..8).unwrap_or(name).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// Fetches a field and opens it.
pub fn open_url(
    url: &str,
    wanted: impl Into<Wanted>,
    options: &Options,
    fetching: &Fetching,
) -> Result<Opened, ReadError> {
    let fetched = fetch(url, fetching)?;
    let path = fetched.path.display().to_string();
    let mut opened = open_field(&path, wanted, options).map_err(|error| error.fetched_from(url))?;
    opened.inputs = vec![InputFile { path: fetched.path, url: Some(url.to_owned()), bytes: fetched.bytes }];
    Ok(opened)
}

/// Fetches a URL into the cache, or finds it there.
///
/// Attempts are repeated after time-outs, broken connections, short answers, "too many requests" and errors of
/// the server (5xx); every other answer is final. The content must be NetCDF or GRIB2.
pub fn fetch(url: &str, fetching: &Fetching) -> Result<Fetched, ReadError> {
    let url = url.trim();
    if !is_url(url) || url.len() > 8192 || url.contains(char::is_whitespace) {
        return Err(failure(url, "not an http or https address", "Write https://…, with %20 for blanks"));
    }
    let cache = Cache { folder: &fetching.cache };
    if fetching.use_cache
        && let Some(found) = cache.find(url)
    {
        return Ok(found);
    }
    cache.make()?;
    let agent = agent(fetching);
    let mut pause = fetching.pause;
    let mut attempt = 0;
    loop {
        match download(&agent, url, fetching, &cache) {
            Ok(fetched) => return Ok(fetched),
            Err(Failure { may_pass: true, .. }) if attempt < fetching.retries => {
                std::thread::sleep(pause);
                pause *= 2;
                attempt += 1;
            }
            Err(failure) if attempt > 0 => {
                return Err(match failure.error {
                    ReadError::Url { url, problem, remedy } => ReadError::Url {
                        url,
                        problem: format!("{problem} ({} attempts)", attempt + 1),
                        remedy,
                    },
                    other => other,
                });
            }
            Err(failure) => return Err(failure.error),
        }
    }
}

fn agent(fetching: &Fetching) -> Agent {
    let config = Agent::config_builder()
        .timeout_connect(Some(fetching.patience))
        .timeout_recv_response(Some(fetching.patience))
        .timeout_per_read(Some(fetching.patience))
        .timeout_global(Some(fetching.longest))
        .max_redirects(5)
        .http_status_as_error(false)
        .user_agent(concat!("sarex/", env!("CARGO_PKG_VERSION")));
    let config = if fetching.use_proxy { config } else { config.proxy(None) };
    config.build().new_agent()
}

fn failure(url: &str, problem: &str, remedy: &str) -> ReadError {
    ReadError::Url { url: url.to_owned(), problem: problem.to_owned(), remedy: remedy.to_owned() }
}

/// Why an attempt failed, and whether another one may succeed.
struct Failure {
    error: ReadError,
    may_pass: bool,
}

impl Failure {
    fn passing(url: &str, problem: String) -> Self {
        let error = failure(url, &problem, "Try again later, or give a file that is at hand");
        Failure { error, may_pass: true }
    }
    fn lasting(url: &str, problem: String, remedy: &str) -> Self {
        Failure { error: failure(url, &problem, remedy), may_pass: false }
    }
}

fn download(agent: &Agent, url: &str, fetching: &Fetching, cache: &Cache<'_>) -> Result<Fetched, Failure> {
    let mut response = agent.get(url).call().map_err(|e| no_answer(url, &e))?;
    let status = response.status();
    if !status.is_success() {
        let mut body = String::new();
        // The first words of the answer often name the mistake: ERDDAP and THREDDS explain themselves there.
        let _ = response.body_mut().as_reader().take(2000).read_to_string(&mut body);
        let says = words_of(&body);
        let problem = format!("the server answers {status}{says}");
        let may_pass = status.is_server_error() || status.as_u16() == 429;
        let failed = Failure::lasting(url, problem, "Check variables, times and area in the address");
        return Err(Failure { may_pass, ..failed });
    }
    let stated = response.body().content_length();
    let too_large = |found: u64| Failure {
        error: ReadError::TooLarge {
            path: url.to_owned(),
            what: "the answer in bytes".to_owned(),
            found,
            limit: fetching.max_bytes,
            remedy: "Ask for a smaller area or period".to_owned(),
        },
        may_pass: false,
    };
    if let Some(length) = stated.filter(|length| *length > fetching.max_bytes) {
        return Err(too_large(length));
    }
    let io = |e: std::io::Error| Failure { error: cache.io(&e), may_pass: false };
    let mut partial = Partial::new(cache.folder).map_err(io)?;
    let mut reader = response.body_mut().with_config().limit(u64::MAX).reader();
    let mut block = vec![0; 1 << 16];
    let mut total = 0;
    loop {
        let n = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) => {
                return Err(Failure::passing(url, format!("the answer breaks off after {total} bytes: {e}")));
            }
        };
        total += n as u64;
        if total > fetching.max_bytes {
            return Err(too_large(total));
        }
        partial.file.write_all(&block[..n]).map_err(io)?;
    }
    if let Some(length) = stated.filter(|length| *length != total) {
        return Err(Failure::passing(url, format!("the answer breaks off after {total} of {length} bytes")));
    }
    refuse_other_kinds(url, &partial.path)?;
    cache.keep(url, partial, total).map_err(|error| Failure { error, may_pass: false })
}

fn no_answer(url: &str, error: &ureq::Error) -> Failure {
    use ureq::Error;
    let may_pass = matches!(
        error,
        Error::Io(_) | Error::Timeout(_) | Error::Protocol(_) | Error::HostNotFound | Error::ConnectionFailed
    );
    let problem = match error {
        Error::Timeout(_) => format!("no answer in time ({error})"),
        Error::HostNotFound => "this host is not known".to_owned(),
        Error::TooManyRedirects => "it is passed on from address to address without end".to_owned(),
        other => other.to_string(),
    };
    Failure {
        error: failure(url, &problem, "Check the address and the connection, or give a file"),
        may_pass,
    }
}

fn refuse_other_kinds(url: &str, path: &Path) -> Result<(), Failure> {
    let kind = sniff::kind_of(path).map_err(|error| Failure { error, may_pass: false })?;
    if matches!(kind, Kind::Netcdf | Kind::Grib2) {
        return Ok(());
    }
    let mut head = Vec::new();
    if let Ok(file) = File::open(path) {
        let _ = file.take(2000).read_to_end(&mut head);
    }
    let says = words_of(&String::from_utf8_lossy(&head));
    let problem = format!("the answer is {}, not NetCDF or GRIB2{says}", sniff::in_words(kind));
    Err(Failure::lasting(url, problem, "Ask for NetCDF: `.nc` at ERDDAP, `accept=netcdf` at THREDDS NCSS"))
}

/// The first words of a text or page, for an error message; empty for binary data.
fn words_of(body: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for c in body.chars().take(2000) {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                words.push(' ');
            }
            _ if in_tag => {}
            c if c.is_control() && !c.is_whitespace() || c == '\u{fffd}' => return String::new(),
            c => words.push(c),
        }
    }
    let short: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    if short.is_empty() { short } else { format!(", saying \"{short}\"") }
}

/// A file being written; removed unless it is kept.
struct Partial {
    path: PathBuf,
    file: File,
}

impl Partial {
    fn new(folder: &Path) -> std::io::Result<Self> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".partial-{}-{count}", std::process::id()));
        Ok(Partial { file: File::create(&path)?, path })
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// `content/SHA256.nc` holds files by their content, `urls/SHA256-OF-URL.json` says which URL gave which.
struct Cache<'a> {
    folder: &'a Path,
}

impl Cache<'_> {
    fn io(&self, e: &std::io::Error) -> ReadError {
        ReadError::Io {
            path: self.folder.display().to_string(),
            reason: format!("the cache cannot be used: {e}"),
        }
    }

    fn make(&self) -> Result<(), ReadError> {
        fs::create_dir_all(self.folder.join("content"))
            .and_then(|()| fs::create_dir_all(self.folder.join("urls")))
            .map_err(|e| self.io(&e))
    }

    fn record(&self, url: &str) -> PathBuf {
        self.folder.join("urls").join(hash::of_bytes(url.as_bytes()) + ".json")
    }

    fn content(&self, sha256: &str) -> PathBuf {
        self.folder.join("content").join(format!("{sha256}.nc"))
    }

    /// What the cache holds of a URL, if its content is still what it was.
    fn find(&self, url: &str) -> Option<Fetched> {
        let record: Record = serde_json::from_slice(&fs::read(self.record(url)).ok()?).ok()?;
        let path = self.content(&record.sha256);
        let is_name = record.sha256.len() == 64 && record.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        let intact = record.url == url && is_name && hash::of_file(&path).ok()? == record.sha256;
        intact.then_some(Fetched { path, sha256: record.sha256, bytes: record.bytes, from_cache: true })
    }

    fn keep(&self, url: &str, partial: Partial, bytes: u64) -> Result<Fetched, ReadError> {
        let io = |e: std::io::Error| self.io(&e);
        partial.file.sync_all().map_err(io)?;
        let sha256 = hash::of_file(&partial.path)?;
        let path = self.content(&sha256);
        fs::rename(&partial.path, &path).map_err(io)?;
        let record = Record { url: url.to_owned(), sha256: sha256.clone(), bytes };
        let text = serde_json::to_vec_pretty(&record).map_err(|e| io(e.into()))?;
        let mut written = Partial::new(self.folder).map_err(io)?;
        written.file.write_all(&text).map_err(io)?;
        fs::rename(&written.path, self.record(url)).map_err(io)?;
        Ok(Fetched { path, sha256, bytes, from_cache: false })
    }
}
