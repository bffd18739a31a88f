//! GRIB edition 2: 10 m wind, surface current and Stokes drift; wave height, visibility and water temperature.
//!
//! The file is scanned once for the place of each field; numbers are unpacked when they are asked for.

mod gaussian;
pub mod grid;
pub mod index;
mod octets;
pub mod product;

use super::ReadError;
use super::cf::axes;
use super::field_file::{Blocks, FieldFile};
use super::options::Options;
use super::wanted::{Scalar, Wanted};
use super::{Directions, cf::times::instant};
use grid::GribGrid;
use index::{Entry, Span};
use product::Component;
use sarex_metocean::gridded::{Slab, SlabReader, SlabRequest};
use sarex_metocean::{FieldError, Rotation};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// An open GRIB2 file.
#[derive(Debug, Clone)]
pub struct GribFile {
    path: PathBuf,
    /// All fields, in the order of the file.
    pub entries: Arc<Vec<Entry>>,
}

/// Opens a GRIB2 file and finds its fields.
pub fn open(path: &Path) -> Result<GribFile, ReadError> {
    Ok(GribFile { path: path.to_owned(), entries: Arc::new(index::scan(path)?) })
}

/// Instant in milliseconds and member, in order.
type Key = (i64, u8);

impl GribFile {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// What the file holds, each kind of field once with its number.
    pub fn contents(&self) -> String {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for entry in self.entries.iter() {
            *kinds.entry(entry.product.in_words()).or_default() += 1;
        }
        let mut words: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| if *count == 1 { kind.clone() } else { format!("{kind} ({count} fields)") })
            .collect();
        if words.len() > 40 {
            words.truncate(40);
            words.push("and others".to_owned());
        }
        words.join(", ")
    }

    /// Unpacks one field in its stored order; NaN where the file has no value.
    pub fn values(&self, entry: &Entry, points: usize) -> Result<Vec<f32>, ReadError> {
        let damaged = |detail: String| ReadError::Undecodable {
            path: self.name(),
            detail,
            remedy: "Repack it, for example with `grib_set -r -w -s packingType=grid_simple IN OUT`"
                .to_owned(),
        };
        let bitmap = self.bytes(entry.bitmap)?;
        let data = self.bytes(entry.data)?;
        let packing = entry.packing.to_vec();
        let unpack = move || -> Result<Vec<f32>, grib::GribError> {
            let decoder = grib::Grib2SubmessageDecoder::new(points, packing, bitmap, data)?;
            Ok(decoder.dispatch()?.collect())
        };
        // The unpackers are young and meet damaged files here: a panic of theirs is one more kind of damage.
        let values = std::panic::catch_unwind(unpack)
            .map_err(|_| damaged("the numbers of a field are damaged".to_owned()))?
            .map_err(|e| damaged(e.to_string()))?;
        if values.len() != points {
            return Err(damaged(format!("a field has {} numbers for {points} points", values.len())));
        }
        Ok(values)
    }

    fn bytes(&self, span: Span) -> Result<Vec<u8>, ReadError> {
        let io = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => ReadError::Truncated {
                path: self.name(),
                detail: "it became shorter while it was read".to_owned(),
            },
            _ => ReadError::Io { path: self.name(), reason: e.to_string() },
        };
        let mut file = File::open(&self.path).map_err(io)?;
        file.seek(SeekFrom::Start(span.offset)).map_err(io)?;
        let mut bytes = vec![0; span.len as usize];
        file.read_exact(&mut bytes).map_err(io)?;
        Ok(bytes)
    }

    /// Finds a quantity and all that is needed to read it.
    pub fn describe(&self, wanted: impl Into<Wanted>, options: &Options) -> Result<FieldFile, ReadError> {
        let wanted = wanted.into();
        let fields = self.fields(wanted);
        let Some(level) = self.nearest_level(&fields, wanted) else { return Err(self.lacks(wanted)) };
        let chosen: Vec<usize> = fields
            .into_iter()
            .filter(|&i| (self.entries[i].product.level_type, self.entries[i].product.level) == level)
            .collect();
        let (grid, size) = self.grid(&chosen)?;
        let mut notes = Vec::new();
        let (factor, summand) = self.conversion(wanted, (&chosen, level.1), &mut notes)?;
        let (u, v) = self.components(&chosen, &grid, &mut notes);
        let is_vector = matches!(wanted, Wanted::Vector(_));
        let times: BTreeSet<i64> =
            u.keys().filter(|k| !is_vector || v.contains_key(k)).map(|k| k.0).collect();
        if times.is_empty() {
            return Err(ReadError::NoVariable {
                path: self.name(),
                wanted: format!("{} with both components", wanted.in_words()),
                present: self.contents(),
                remedy: "Fetch the u and v components".to_owned(),
            });
        }
        let members: Vec<u8> = u.keys().map(|k| k.1).collect::<BTreeSet<u8>>().into_iter().collect();
        let rotation = self.rotation(&size, options);
        let times: Vec<i64> = times.into_iter().collect();
        let pairs: Vec<Option<Pair>> = times
            .iter()
            .flat_map(|t| members.iter().map(move |m| (*t, *m)))
            .map(|key| {
                let second = if is_vector { Some(*v.get(&key)?) } else { None };
                Some((*u.get(&key)?, second))
            })
            .collect();
        if let Some(missing) = pairs.iter().position(Option::is_none) {
            let when = instant(times[missing / members.len()] as f64 / 1000.0);
            notes.push(format!("some members lack times, the first at {when}; they count as missing there"));
        }
        let first =
            |map: &BTreeMap<Key, usize>| map.values().next().map(|i| self.entries[*i].product.in_words());
        let variables: Vec<String> = [&u, &v].into_iter().filter_map(first).collect();
        let reader = GribReader {
            file: self.clone(),
            size: size.clone(),
            members: members.len(),
            pairs,
            factor,
            summand,
            last: Mutex::default(),
        };
        Ok(FieldFile {
            name: self.name(),
            variables,
            blocks: Blocks { times: 1, rows: size.size.1, columns: size.size.0, levels: 1 },
            grid: size.grid,
            grid_words: size.words,
            rotation,
            times_s: times.iter().map(|t| *t as f64 / 1000.0).collect(),
            members: members.len(),
            notes,
            synthetic: false,
            reader: Box::new(reader),
        })
    }

    /// The error for a file without a quantity.
    fn lacks(&self, wanted: Wanted) -> ReadError {
        let usable = Wanted::ALL.iter().any(|wanted| !self.fields(*wanted).is_empty());
        let nothing = if usable { "" } else { ", so it holds nothing a drift or a search can use" };
        let remedy = match wanted {
            Wanted::Vector(_) => "Fetch the u and v components of the quantity as well",
            Wanted::Scalar(_) => "Fetch it as well",
        };
        ReadError::NoVariable {
            path: self.name(),
            wanted: wanted.in_words().to_owned(),
            present: self.contents() + nothing,
            remedy: remedy.to_owned(),
        }
    }

    /// Fields of a quantity; of a scalar those of the best parameter that is there.
    fn fields(&self, wanted: Wanted) -> Vec<usize> {
        let rank = |entry: &Entry| match wanted {
            Wanted::Vector(quantity) => entry.product.component().filter(|(q, _)| *q == quantity).map(|_| 0),
            Wanted::Scalar(scalar) => {
                entry.product.scalar().filter(|(s, _)| *s == scalar).map(|(_, preference)| preference)
            }
        };
        let Some(best) = self.entries.iter().filter_map(rank).min() else { return Vec::new() };
        (0..self.entries.len()).filter(|&i| rank(&self.entries[i]) == Some(best)).collect()
    }

    /// Type and value of the level nearest to 10 m for wind, to the surface for the rest.
    fn nearest_level(&self, fields: &[usize], wanted: Wanted) -> Option<(u8, f64)> {
        let target = if wanted.is_wind() { 10.0 } else { 0.0 };
        let distance = |l: &(u8, f64)| if l.0 == 160 || l.0 == 103 { (l.1 - target).abs() } else { 0.0 };
        let levels =
            fields.iter().map(|&i| (self.entries[i].product.level_type, self.entries[i].product.level));
        levels.min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// Factor and summand that bring the values to 10 m and to °C.
    fn conversion(
        &self,
        wanted: Wanted,
        (chosen, level): (&[usize], f64),
        notes: &mut Vec<String>,
    ) -> Result<(f64, f64), ReadError> {
        if let Wanted::Scalar(scalar) = wanted {
            let is_second_best =
                |i: &usize| self.entries[*i].product.scalar().is_some_and(|(_, rank)| rank > 0);
            if chosen.iter().any(is_second_best) {
                notes.push("this is the height of the wind sea alone: swell comes on top".to_owned());
            }
            return Ok((1.0, if scalar == Scalar::WaterTemperature { -273.15 } else { 0.0 }));
        }
        if !wanted.is_wind() {
            return Ok((1.0, 0.0));
        }
        let found = axes::wind_level(0, level).map_err(|problem| ReadError::Grid {
            path: self.name(),
            variable: wanted.in_words().to_owned(),
            problem,
            remedy: "Fetch the wind at 10 m above ground".to_owned(),
        })?;
        notes.extend(found.note);
        Ok((found.factor, 0.0))
    }

    /// The grid of the first field; the others must share it.
    fn grid(&self, chosen: &[usize]) -> Result<(Arc<[u8]>, GribGrid), ReadError> {
        let grid = self.entries[chosen[0]].grid.clone();
        let parsed = grid::parse(&grid).map_err(|problem| ReadError::Grid {
            path: self.name(),
            variable: self.entries[chosen[0]].product.in_words(),
            problem,
            remedy: "Bring it to longitude and latitude, for example with `cdo remapbil,r1440x721 IN OUT` or `wgrib2 IN \
                     -new_grid_winds earth -new_grid latlon 120:201:0.1 30:151:0.1 OUT`"
                .to_owned(),
        })?;
        Ok((grid, parsed))
    }

    fn components(
        &self,
        chosen: &[usize],
        grid: &Arc<[u8]>,
        notes: &mut Vec<String>,
    ) -> (BTreeMap<Key, usize>, BTreeMap<Key, usize>) {
        let (mut u, mut v) = (BTreeMap::new(), BTreeMap::new());
        let (mut other_grid, mut repeated) = (0, 0);
        for &i in chosen {
            let entry = &self.entries[i];
            if entry.grid != *grid {
                other_grid += 1;
                continue;
            }
            let key = ((entry.product.time_s * 1000.0) as i64, entry.product.member.unwrap_or(0));
            let map = match entry.product.component() {
                Some((_, Component::V)) => &mut v,
                _ => &mut u,
            };
            repeated += usize::from(map.insert(key, i).is_some());
        }
        if other_grid > 0 {
            notes.push(format!("{other_grid} fields on another grid are left out"));
        }
        if repeated > 0 {
            notes.push(format!("{repeated} fields come twice; the later ones are used"));
        }
        (u, v)
    }

    fn rotation(&self, grid: &GribGrid, options: &Options) -> Rotation {
        let along_grid = match options.directions {
            Some(directions) => directions == Directions::Grid,
            None => grid.vectors_along_grid,
        };
        if grid.is_lat_lon || !along_grid { Rotation::None } else { options.rotation }
    }
}

/// Entry numbers of u and v, or of the one field of a scalar.
type Pair = (usize, Option<usize>);

/// All values of both components of one field; of a scalar no second ones.
type Unpacked = Arc<(Vec<f32>, Option<Vec<f32>>)>;

/// Unpacked pairs kept per source.
const UNPACKED_KEPT: usize = 4;

/// Reads rectangles of pairs of fields.
struct GribReader {
    file: GribFile,
    size: GribGrid,
    members: usize,
    /// Per time and member.
    pairs: Vec<Option<Pair>>,
    factor: f64,
    summand: f64,
    /// The pairs unpacked last: a window across the grid's seam asks for each twice, several times at a time.
    last: Mutex<VecDeque<(usize, Unpacked)>>,
}

impl SlabReader for GribReader {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        let fail = |e: ReadError| FieldError { source_name: self.file.name(), reason: e.to_string() };
        request
            .times
            .clone()
            .map(|t| self.slab(t * self.members + request.member, request).map_err(fail))
            .collect()
    }
}

impl GribReader {
    fn slab(&self, at: usize, request: &SlabRequest) -> Result<Slab, ReadError> {
        let Some((first, second)) = self.pairs.get(at).copied().flatten() else {
            let missing = vec![f32::NAN; request.cells()];
            return Ok(Slab { u: missing.clone(), v: missing });
        };
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let unpacked = match last.iter().find(|(number, _)| *number == at) {
            Some((_, unpacked)) => unpacked.clone(),
            None => {
                let points = self.size.size.0 * self.size.size.1;
                let values = |i: usize| self.file.values(&self.file.entries[i], points);
                let unpacked = Arc::new((values(first)?, second.map(values).transpose()?));
                if last.len() >= UNPACKED_KEPT {
                    last.pop_front();
                }
                last.push_back((at, unpacked.clone()));
                unpacked
            }
        };
        drop(last);
        let cut = |values: &[f32]| self.rectangle(values, request);
        let (u, v) = (cut(&unpacked.0), unpacked.1.as_deref().map(cut));
        Ok(Slab { v: v.unwrap_or_else(|| vec![0.0; u.len()]), u })
    }

    fn rectangle(&self, values: &[f32], request: &SlabRequest) -> Vec<f32> {
        let (columns, rows) = self.size.size;
        let at = |row: usize, column: usize| {
            let (line, length, place) =
                if self.size.by_columns { (column, rows, row) } else { (row, columns, column) };
            let place = if self.size.alternates && line % 2 == 1 { length - 1 - place } else { place };
            (f64::from(values[line * length + place]) * self.factor + self.summand) as f32
        };
        request.rows.clone().flat_map(|r| request.columns.clone().map(move |c| at(r, c))).collect()
    }
}
