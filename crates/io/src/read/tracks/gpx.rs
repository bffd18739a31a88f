//! GPX 1.0 and 1.1: tracks and routes with times. Waypoints are no track.

use super::{RawTracks, Refusal, Wanted, position, time};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use sarex_geo::Position;

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 64;
/// Longest text of an element that is kept, bytes.
const MAX_TEXT: usize = 2_000;
const REMEDY: &str = "Export it again as GPX";

/// What an element is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Line,
    Point,
    Name,
    Time,
    Other,
}

/// A point that is being read.
#[derive(Debug, Default)]
struct Point {
    at: Option<Position>,
    time: String,
}

struct Reading {
    found: RawTracks,
    open: Vec<Tag>,
    point: Point,
    waypoints: usize,
}

pub(super) fn parse(text: &str, wanted: &Wanted) -> Result<RawTracks, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut reading =
        Reading { found: RawTracks::default(), open: Vec::new(), point: Point::default(), waypoints: 0 };
    loop {
        let event = reader
            .read_event()
            .map_err(|error| undecodable(format!("at byte {}: {error}", reader.error_position())))?;
        match event {
            Event::Eof => break,
            Event::DocType(_) => {
                return Err(Refusal::Undecodable {
                    detail: "it has a document type, which may name files and addresses to be read".into(),
                    remedy: "Take the DOCTYPE line out",
                });
            }
            Event::Start(element) => reading.start(&element)?,
            Event::Empty(element) => {
                reading.start(&element)?;
                reading.end(wanted)?;
            }
            Event::End(_) => reading.end(wanted)?,
            Event::Text(content) => reading.text(&content),
            Event::CData(content) => reading.text(&content),
            Event::GeneralRef(reference) => reading.text(&resolved(&reference)),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if !reading.open.is_empty() {
        return Err(undecodable("it ends in the middle".into()));
    }
    let mut found = reading.found;
    if reading.waypoints > 0 {
        found.remarks.push(format!("{} waypoints are no track and are left out", reading.waypoints));
    }
    Ok(found)
}

fn undecodable(detail: String) -> Refusal {
    Refusal::Undecodable { detail, remedy: REMEDY }
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.open.len() == MAX_DEPTH {
            return Err(undecodable(format!("elements are nested more than {MAX_DEPTH} deep")));
        }
        let name = element.local_name();
        let parent = self.open.last().copied();
        let tag = match (name.as_ref(), parent) {
            ("trk" | "rte", _) => Tag::Line,
            ("trkpt" | "rtept", _) => Tag::Point,
            ("name", Some(Tag::Line)) => Tag::Name,
            ("time", Some(Tag::Point)) => Tag::Time,
            _ => Tag::Other,
        };
        match tag {
            Tag::Line => {
                self.found.begin("")?;
            }
            Tag::Point => self.point = Point { at: place(element), time: String::new() },
            _ => self.waypoints += usize::from(name.as_ref() == "wpt"),
        }
        self.open.push(tag);
        Ok(())
    }

    fn end(&mut self, wanted: &Wanted) -> Result<(), Refusal> {
        if self.open.pop() == Some(Tag::Point) {
            let point = std::mem::take(&mut self.point);
            self.found.count_fix()?;
            let Some(track) = self.found.tracks.last_mut() else { return Ok(()) };
            track.add(point.at, time::parse(&point.time, wanted.times_are_utc));
        }
        Ok(())
    }

    fn text(&mut self, content: &str) {
        let into = match (self.open.last(), self.found.tracks.last_mut()) {
            (Some(Tag::Time), _) => &mut self.point.time,
            (Some(Tag::Name), Some(track)) => &mut track.name,
            _ => return,
        };
        if into.len() + content.len() <= MAX_TEXT {
            into.push_str(content);
        }
    }
}

/// One of the five characters that XML has names for, or a character by its number; nothing for others.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

fn place(element: &BytesStart<'_>) -> Option<Position> {
    let number = |name: &str| {
        // Attributes that stand twice are no reason to look for them again and again.
        let mut attributes = element.attributes();
        let mut few = attributes.with_checks(false).take(16).flatten();
        let attribute = few.find(|attribute| attribute.key.local_name().as_ref() == name)?;
        attribute.value.trim().parse::<f64>().ok()
    };
    position(number("lat")?, number("lon")?)
}
