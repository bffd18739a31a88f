//! One vector quantity of one array file: what it is, where, when, and its values piece by piece.

use super::ReadError;
use super::cf::axes::{self, Layout, Role};
use super::cf::grid::{self, Found};
use super::cf::vectors::{self, Directions, Pair};
use super::cf::{times, units};
use super::dataset::{Container, Dataset, Slab, Variable};
use super::field_file::{Blocks, FieldFile};
use super::options::Options;
use super::packing::Packing;
use super::wanted::Wanted;
use sarex_geo::math;
use sarex_metocean::gridded::{Slab as Rectangle, SlabReader, SlabRequest};
use sarex_metocean::{FieldError, Quantity, Rotation};
use std::sync::Arc;

/// A vector quantity of one file.
pub struct VectorFile {
    /// The pair of variables.
    pub pair: Pair,
    /// Horizontal grid.
    pub found: Found,
    /// Which way the components point.
    pub rotation: Rotation,
    /// Instants, seconds since 1970.
    pub times_s: Vec<f64>,
    /// Ensemble members.
    pub members: usize,
    /// Choices a user should know of.
    pub notes: Vec<String>,
    /// Reads the values.
    pub reader: VectorReader,
}

impl VectorFile {
    /// Without what only array files have.
    pub fn into_field_file(self) -> FieldFile {
        FieldFile {
            name: self.reader.container.dataset().path.clone(),
            variables: vec![self.pair.u, self.pair.v],
            grid: self.found.grid,
            grid_words: self.found.words,
            rotation: self.rotation,
            times_s: self.times_s,
            members: self.members,
            blocks: self.reader.blocks,
            notes: self.notes,
            synthetic: self.reader.container.dataset().says_synthetic(),
            reader: Box::new(self.reader),
        }
    }
}

/// Reads rectangles of a pair of variables.
pub struct VectorReader {
    container: Arc<dyn Container>,
    u: Component,
    v: Component,
    /// Sine and cosine of the angle from east to the x axis, per cell, for grids that bring their own.
    turn: Option<Turn>,
    blocks: Blocks,
    columns: usize,
}

/// One variable of a file and how a rectangle of it is read.
pub(super) struct Component {
    pub name: String,
    pub packing: Packing,
    /// One per dimension.
    pub roles: Vec<Role>,
    /// Index of the level that is read.
    pub level: u64,
}

struct Turn {
    sin: Vec<f32>,
    cos: Vec<f32>,
}

/// What helps where the quantity may be there under names that are not known; the caller knows how they are given.
pub const NAME_THE_PAIR: &str = "If it is there under other names, name the pair";

/// Finds a quantity in a file and all that is needed to read it.
pub fn describe(
    container: Arc<dyn Container>,
    quantity: Quantity,
    options: &Options,
) -> Result<VectorFile, ReadError> {
    let dataset = container.dataset();
    let pair = choose(dataset, quantity, options)?;
    let (u, v) = (named(dataset, &pair.u)?, named(dataset, &pair.v)?);
    refuse_staggered(dataset, u, v)?;
    let layout = axes::layout(dataset, u)?;
    let found = grid::horizontal(&*container, u, &layout)?;
    let when = times::times(&*container, u, &layout)?;
    let mut notes: Vec<String> = found.notes.iter().chain(&when.notes).chain(&pair.note).cloned().collect();
    let mut level = axes::surface_level(&*container, u, &layout, quantity == Quantity::Wind)?;
    if quantity == Quantity::Wind && layout.position(Role::Level).is_none() {
        level = scalar_height(&*container, u, pair.height_m)?;
    }
    notes.extend(level.note);
    let component = |variable: &Variable| {
        Ok(Component {
            name: variable.name.clone(),
            packing: Packing::of(variable).times(speed_factor(dataset, variable)? * level.factor),
            roles: layout.roles.clone(),
            level: level.index,
        })
    };
    let (u_component, v_component) = (component(u)?, component(v)?);
    for variable in [u, v] {
        if variable.text("units").unwrap_or_default().is_empty() {
            notes.push(format!("{} has no units; taken as m/s", variable.name));
        }
    }
    let (rotation, turn) = rotation(&*container, u, &layout, &found, &pair, options, &mut notes)?;
    let members = layout.position(Role::Member).map_or(1, |at| u.shape[at] as usize);
    let blocks = blocks(&layout, container.chunk(&u.name));
    let columns = found.grid.columns();
    Ok(VectorFile {
        found,
        rotation,
        times_s: when.unix_s,
        members,
        notes,
        reader: VectorReader {
            u: u_component,
            v: v_component,
            turn,
            blocks,
            columns,
            container: container.clone(),
        },
        pair,
    })
}

/// What the file decodes together; single values where it has no chunks.
pub(super) fn blocks(layout: &Layout, chunk: Option<Vec<u64>>) -> Blocks {
    let along = |wanted: &dyn Fn(Role) -> bool| {
        let lengths = layout.roles.iter().zip(chunk.iter().flatten()).filter(|(role, _)| wanted(**role));
        lengths.map(|(_, length)| *length).fold(1, u64::saturating_mul).clamp(1, 1 << 16) as usize
    };
    Blocks {
        times: along(&|role| role == Role::Time),
        rows: along(&|role| role == Role::Y),
        columns: along(&|role| role == Role::X),
        levels: along(&|role| matches!(role, Role::Level | Role::Member)),
    }
}

pub(super) fn named<'a>(dataset: &'a Dataset, name: &str) -> Result<&'a Variable, ReadError> {
    dataset.variable(name).ok_or_else(|| ReadError::NoVariable {
        path: dataset.path.clone(),
        wanted: format!("variable {name}"),
        present: dataset.contents(),
        remedy: "Check the spelling".to_owned(),
    })
}

fn choose(dataset: &Dataset, quantity: Quantity, options: &Options) -> Result<Pair, ReadError> {
    if let Some([u, v]) = &options.variables {
        let directions = vectors::pairs(dataset, quantity).into_iter().find(|p| p.u == *u && p.v == *v);
        let pair =
            Pair { u: u.clone(), v: v.clone(), directions: Directions::Unsaid, note: None, height_m: None };
        return Ok(directions.unwrap_or(pair));
    }
    vectors::pairs(dataset, quantity).into_iter().next().ok_or_else(|| ReadError::NoVariable {
        path: dataset.path.clone(),
        wanted: Wanted::from(quantity).in_words().to_owned(),
        present: dataset.contents(),
        remedy: NAME_THE_PAIR.to_owned(),
    })
}

fn refuse_staggered(dataset: &Dataset, u: &Variable, v: &Variable) -> Result<(), ReadError> {
    if u.dims == v.dims && u.shape == v.shape {
        return Ok(());
    }
    Err(ReadError::Grid {
        path: dataset.path.clone(),
        variable: format!("{} and {}", u.name, v.name),
        problem: format!(
            "they lie on different grids ({} {:?} and {} {:?})",
            u.dims.join(", "),
            u.shape,
            v.dims.join(", "),
            v.shape
        ),
        remedy: "Interpolate both to the cell centres first (ROMS: the rho points)".to_owned(),
    })
}

fn speed_factor(dataset: &Dataset, variable: &Variable) -> Result<f64, ReadError> {
    let unit = variable.text("units").unwrap_or_default();
    if unit.is_empty() {
        return Ok(1.0);
    }
    units::speed_factor(unit).ok_or_else(|| ReadError::Units {
        path: dataset.path.clone(),
        variable: variable.name.clone(),
        units: unit.to_owned(),
        expected: "a speed",
        remedy: "Write m s-1 (or cm/s, km/h, knots) if that is what it is, or name other variables"
            .to_owned(),
    })
}

/// The height of a wind without a height axis: a scalar coordinate, or what the name says.
fn scalar_height(
    container: &dyn Container,
    u: &Variable,
    stated_m: Option<f64>,
) -> Result<axes::Level, ReadError> {
    let dataset = container.dataset();
    let coordinates = u.text("coordinates").unwrap_or_default();
    let scalar = coordinates
        .split_whitespace()
        .filter_map(|name| dataset.variable(name))
        .find(|v| v.len() == 1 && v.value_type.is_number() && v.standard_name().contains("height"));
    let height_m = match scalar {
        Some(v) => {
            let factor = units::length_factor(v.text("units").unwrap_or("m")).unwrap_or(1.0);
            container.coordinate_values(v)?.first().map(|h| h * factor)
        }
        None => stated_m,
    };
    axes::wind_level(0, height_m.unwrap_or(10.0)).map_err(|problem| ReadError::Grid {
        path: dataset.path.clone(),
        variable: u.name.clone(),
        problem,
        remedy: "Use a file of the 10 m wind".to_owned(),
    })
}

/// Decides which way components point; reads the angles a curvilinear grid brings.
fn rotation(
    container: &dyn Container,
    u: &Variable,
    layout: &Layout,
    found: &Found,
    pair: &Pair,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<(Rotation, Option<Turn>), ReadError> {
    if found.is_lat_lon {
        return Ok((Rotation::None, None));
    }
    match options.directions.unwrap_or(pair.directions) {
        Directions::True => return Ok((Rotation::None, None)),
        Directions::Grid => {}
        Directions::Unsaid => notes.push(format!(
            "the file does not say whether {} and {} point east and north or along the grid; taken as along the grid",
            pair.u, pair.v
        )),
    }
    if found.is_curvilinear
        && let Some(turn) = angles(container, u, layout)?
    {
        notes.push("components are turned by the file's own angle".to_owned());
        return Ok((Rotation::None, Some(turn)));
    }
    Ok((options.rotation, None))
}

/// ROMS' `angle` between the x axis and east, radians or degrees; CICE's `ANGLET`.
fn angles(container: &dyn Container, u: &Variable, layout: &Layout) -> Result<Option<Turn>, ReadError> {
    let (Some(x), Some(y)) = (layout.position(Role::X), layout.position(Role::Y)) else { return Ok(None) };
    let (x_dim, y_dim) = (&u.dims[x], &u.dims[y]);
    let is_angle = |v: &&Variable| {
        let name = v.short_name().to_lowercase();
        let named = ["angle", "anglet", "alpha_rho"].contains(&name.as_str())
            || v.standard_name() == "angle_of_rotation_from_east_to_x";
        named && v.dims.len() == 2 && v.dims.contains(x_dim) && v.dims.contains(y_dim)
    };
    let Some(variable) = container.dataset().variables.iter().find(is_angle) else { return Ok(None) };
    let factor = match variable.attributes.lower("units") {
        unit if unit.starts_with("deg") => std::f64::consts::PI / 180.0,
        _ => 1.0,
    };
    let values = grid::read_plane(container, variable, x_dim)?;
    let (sin, cos) =
        values.iter().map(|a| math::sin_cos(a * factor)).map(|(s, c)| (s as f32, c as f32)).unzip();
    Ok(Some(Turn { sin, cos }))
}

impl SlabReader for VectorReader {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Rectangle>, FieldError> {
        self.rectangles(request).map_err(|e| FieldError {
            source_name: self.container.dataset().path.clone(),
            reason: e.to_string(),
        })
    }

    fn preferred_times(&self) -> usize {
        self.blocks.times
    }
}

impl VectorReader {
    /// As [`SlabReader::read`], with the reader's own error.
    pub fn rectangles(&self, request: &SlabRequest) -> Result<Vec<Rectangle>, ReadError> {
        let u = self.u.read(&*self.container, request)?;
        let v = self.v.read(&*self.container, request)?;
        let mut slabs: Vec<Rectangle> = u.into_iter().zip(v).map(|(u, v)| Rectangle { u, v }).collect();
        if let Some(turn) = &self.turn {
            for slab in &mut slabs {
                turn.apply(slab, request, self.columns);
            }
        }
        Ok(slabs)
    }
}

impl Turn {
    /// u_E = u cos α − v sin α, v_N = u sin α + v cos α, α from east to the x axis.
    fn apply(&self, slab: &mut Rectangle, request: &SlabRequest, columns: usize) {
        let cells = request.rows.clone().flat_map(|r| request.columns.clone().map(move |c| r * columns + c));
        for (at, cell) in cells.enumerate() {
            let (u, v) = (slab.u[at], slab.v[at]);
            slab.u[at] = u * self.cos[cell] - v * self.sin[cell];
            slab.v[at] = u * self.sin[cell] + v * self.cos[cell];
        }
    }
}

impl Component {
    /// The values of a rectangle, one list for each time.
    pub fn read(&self, container: &dyn Container, request: &SlabRequest) -> Result<Vec<Vec<f32>>, ReadError> {
        let (mut start, mut count) = (Vec::new(), Vec::new());
        for role in &self.roles {
            let (first, number) = match role {
                Role::Time => (request.times.start, request.times.len()),
                Role::Y => (request.rows.start, request.rows.len()),
                Role::X => (request.columns.start, request.columns.len()),
                Role::Member => (request.member, 1),
                Role::Level => (self.level as usize, 1),
                Role::Single => (0, 1),
            };
            start.push(first as u64);
            count.push(number as u64);
        }
        let values = container.read_f32(&self.name, &Slab { start, count: count.clone() }, &self.packing)?;
        let stride = |role: Role| {
            let at = self.roles.iter().position(|r| *r == role)?;
            Some(count[at + 1..].iter().product::<u64>() as usize)
        };
        let (t, y, x) =
            (stride(Role::Time).unwrap_or(0), stride(Role::Y).unwrap_or(0), stride(Role::X).unwrap_or(0));
        let (rows, columns) = (request.rows.len(), request.columns.len());
        let times = request.times.len();
        if x == 1 && y == columns && (t == rows * columns || times == 1) {
            if times == 1 {
                return Ok(vec![values]);
            }
            return Ok(values.chunks(rows * columns).map(<[f32]>::to_vec).collect());
        }
        let at = |time: usize, row: usize, column: usize| values[time * t + row * y + column * x];
        let plane = |time: usize| {
            (0..rows)
                .flat_map(|row| (0..columns).map(move |column| (row, column)))
                .map(|(r, c)| at(time, r, c))
                .collect()
        };
        Ok((0..times).map(plane).collect())
    }
}
