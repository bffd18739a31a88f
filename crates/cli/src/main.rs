//! The hand tool `sarex`.
fn main() {}
