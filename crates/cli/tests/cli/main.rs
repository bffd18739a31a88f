//! The hand tool as people and scripts meet it: what it prints, what it refuses, what it leaves behind.

mod bad_input;
mod commands;
mod drift;
mod reference;
mod world;
