//! The files of a plan made by hand: byte for byte, read back by ourselves and by other programs.

mod golden;
mod messages;
mod peers;
mod places;
mod sorties;
