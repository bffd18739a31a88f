//! Several files as one time axis.

use super::ReadError;
use super::cf::times::instant;
use super::field_file::FieldFile;
use sarex_metocean::gridded::{Slab, SlabReader, SlabRequest};
use sarex_metocean::{FieldError, Grid, Rotation};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Opens a file's reader again.
pub type Reopen = Box<dyn Fn() -> Result<Box<dyn SlabReader>, ReadError> + Send + Sync>;

/// Files kept open at a time.
const OPEN_FILES: usize = 3;

/// Joins the files, given in the order of their names. Where an instant comes in several of them the later file
/// counts: of overlapping forecasts the newer one.
pub fn join(name: &str, files: Vec<(FieldFile, Reopen)>) -> Result<FieldFile, ReadError> {
    let mut files = files.into_iter();
    let Some((mut first, reopen)) = files.next() else {
        return Err(ReadError::NoMatch { pattern: name.to_owned() });
    };
    let first_name = std::mem::replace(&mut first.name, name.to_owned());
    let mut parts = vec![Part { name: first_name.clone(), reopen }];
    let mut open = vec![(0, std::mem::replace(&mut first.reader, Box::new(Nothing)))];
    let mut axis: BTreeMap<i64, Place> = BTreeMap::new();
    let mut repeated = 0;
    let mut insert = |times_s: &[f64], part: usize| {
        for (index, t) in times_s.iter().enumerate() {
            let place = Place { time_s: *t, part, index };
            repeated += usize::from(axis.insert((t * 1000.0).round() as i64, place).is_some());
        }
    };
    insert(&first.times_s, 0);
    for (file, reopen) in files {
        refuse_other_grid(&first, &first_name, &file)?;
        insert(&file.times_s, parts.len());
        first.synthetic |= file.synthetic;
        for note in file.notes {
            if !first.notes.contains(&note) {
                first.notes.push(note);
            }
        }
        open.push((parts.len(), file.reader));
        // Opening again costs a millisecond; a thousand open files cost the system's patience.
        if open.len() > OPEN_FILES {
            open.remove(0);
        }
        parts.push(Part { name: file.name, reopen });
    }
    let places: Vec<Place> = axis.into_values().collect();
    if repeated > 0 {
        let last = places.last().map_or(String::new(), |p| format!(" (up to {})", instant(p.time_s)));
        first.notes.push(format!(
            "{repeated} times come in more than one file{last}; the later file by name is used"
        ));
    }
    first.times_s = places.iter().map(|p| p.time_s).collect();
    first.reader = Box::new(Joined { parts, places, open: Mutex::new(open) });
    Ok(first)
}

#[derive(Debug, Clone, Copy)]
struct Place {
    time_s: f64,
    part: usize,
    index: usize,
}

struct Part {
    name: String,
    reopen: Reopen,
}

struct Joined {
    parts: Vec<Part>,
    places: Vec<Place>,
    /// Open readers by part, least recently used first.
    open: Mutex<Vec<(usize, Box<dyn SlabReader>)>>,
}

impl SlabReader for Joined {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        let mut open = self.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut slabs = Vec::with_capacity(request.times.len());
        let mut at = request.times.start;
        while at < request.times.end {
            let Place { part, index, .. } = self.places[at];
            let run = self.places[at..request.times.end]
                .iter()
                .enumerate()
                .take_while(|(k, p)| p.part == part && p.index == index + k)
                .count();
            match open.iter().position(|(number, _)| *number == part) {
                Some(known) => {
                    let used = open.remove(known);
                    open.push(used);
                }
                None => {
                    let reader = (self.parts[part].reopen)().map_err(|e| FieldError {
                        source_name: self.parts[part].name.clone(),
                        reason: e.to_string(),
                    })?;
                    if open.len() >= OPEN_FILES {
                        open.remove(0);
                    }
                    open.push((part, reader));
                }
            }
            let Some((_, reader)) = open.last() else { break };
            slabs.extend(reader.read(&SlabRequest { times: index..index + run, ..request.clone() })?);
            at += run;
        }
        Ok(slabs)
    }
}

/// Stands where a reader was taken from.
struct Nothing;

impl SlabReader for Nothing {
    fn read(&self, _request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        Ok(Vec::new())
    }
}

fn refuse_other_grid(first: &FieldFile, first_name: &str, file: &FieldFile) -> Result<(), ReadError> {
    match difference(first, file) {
        None => Ok(()),
        Some(difference) => Err(ReadError::GridsDiffer {
            first: first_name.to_owned(),
            second: file.name.clone(),
            difference,
        }),
    }
}

fn difference(a: &FieldFile, b: &FieldFile) -> Option<String> {
    let size = |g: &Grid| (g.columns(), g.rows());
    if size(&a.grid) != size(&b.grid) {
        let ((ac, ar), (bc, br)) = (size(&a.grid), size(&b.grid));
        return Some(format!("{ac} × {ar} and {bc} × {br} cells"));
    }
    if a.members != b.members {
        return Some(format!("{} and {} members", a.members, b.members));
    }
    if (a.rotation == Rotation::None) != (b.rotation == Rotation::None) {
        return Some("components along the grid in one, east and north in the other".to_owned());
    }
    let (columns, rows) = (a.grid.columns() - 1, a.grid.rows() - 1);
    let corners = [(0, 0), (columns, 0), (0, rows), (columns, rows), (columns / 2, rows / 2)];
    for (i, j) in corners {
        let (p, q) = (a.grid.place(i as f64, j as f64), b.grid.place(i as f64, j as f64));
        let lon_off = sarex_geo::position::unwrap_longitude(q.1, p.1) - p.1;
        if (p.0 - q.0).abs() > 1e-5 || lon_off.abs() > 1e-4 {
            return Some(format!(
                "cell {i}, {j} lies at {:.5}° {:.5}° and at {:.5}° {:.5}°",
                p.0, p.1, q.0, q.1
            ));
        }
    }
    None
}
