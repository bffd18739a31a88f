//! Everything that is drawn: the forecast on a chart and a field of wind or water, on the same kind of sheet.
//!
//! [`map`] and [`fields`] are the two pictures; every other file is one thing they are made of.

pub mod canvas;
pub mod cloud;
pub mod contours;
pub mod fields;
pub mod finds;
pub mod font;
pub mod frame;
pub mod graticule;
pub mod ink;
pub mod known;
pub mod labels;
pub mod land;
pub mod legend;
pub mod looks;
pub mod map;
pub mod origins;
pub mod panel;
pub mod projection;
pub mod samples;
pub mod scale_bar;
pub mod search;
pub mod sheet;
pub mod symbols;
pub mod track;
