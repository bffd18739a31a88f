//! Claims about the run, each against a closed form or a golden of another program.

mod coast;
mod golden;
mod motion;
mod noise;
mod order;
mod processes;
mod repeat;
