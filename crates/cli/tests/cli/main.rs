//! The hand tool as people and scripts meet it: what it prints, what it refuses, what it leaves behind.

mod bad_input;
mod commands;
mod drift;
mod fields;
mod finds;
mod light;
mod look_ahead;
mod particles;
mod pattern_pictures;
mod patterns;
mod plan;
mod reference;
mod scene;
mod sensors;
#[path = "../../../io/tests/read/server.rs"]
mod server;
mod told;
mod update;
mod urls;
mod worksheet;
mod world;
