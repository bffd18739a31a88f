//! Where the land is, for a search.

use sarex_metocean::Coastline;
use std::sync::Arc;

/// A coastline that surface units keep off.
#[derive(Clone)]
pub struct Coast(Arc<dyn Coastline>);

impl Coast {
    /// Of a coastline.
    pub fn new(line: Arc<dyn Coastline>) -> Self {
        Self(line)
    }

    /// The coastline; ask it with the positions of the cloud's plane.
    pub fn line(&self) -> &dyn Coastline {
        self.0.as_ref()
    }
}

impl std::fmt::Debug for Coast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Coast").field(&self.0.area_deg()).finish()
    }
}
