//! What was found, and the picture of where it began by that.

use super::canvas::Canvas;
use super::frame::{Extent, Frame};
use super::ink::{Area, Ink, Lettering};
use super::labels::Labels;
use super::map::Picture;
use super::panel::long_time;
use super::sheet::{FAINT, INK, PAPER, Sheet};
use super::symbols;
use crate::write::origin::{Find, Origin};

const FIND: Ink = Ink::hex(0xb34700);

impl<'a> Picture<'a> {
    /// The origin, if the cloud is that of the starts: the only picture of a case with finds that has a single time.
    pub fn starts(&self) -> Option<&'a Origin> {
        self.origin.filter(|_| self.ensemble.snapshots.len() == 1)
    }

    /// What was found.
    pub fn finds(&self) -> &'a [Find] {
        self.origin.map_or(&[], |origin| &origin.finds)
    }
}

/// An extent that also holds the finds.
pub fn widen(finds: &[Find], extent: Extent) -> Extent {
    finds.iter().fold(extent, |extent, find| extent.with((find.position.lat_deg(), find.position.lon_deg())))
}

/// Draws the finds, each with its name and time.
pub fn draw(canvas: &mut Canvas, frame: &Frame, finds: &[Find], labels: &mut Labels) {
    let look = Lettering::new(14.0, FIND).halo(PAPER.alpha(0.85));
    for find in finds {
        let (x, y) = frame.pixel(find.position.lat_deg(), find.position.lon_deg());
        symbols::find(canvas, (x, y), FIND);
        labels.keep_free(Area { x: x - 9.0, y: y - 9.0, w: 18.0, h: 18.0 });
        let words = format!("{} {}", find.name, super::track::date_time_group(find.time_s, false));
        labels.place(canvas, (x, y), 13.0, &words, look);
    }
}

/// The head of the panel beside the starts.
pub fn headline(sheet: &mut Sheet, origin: &Origin) {
    sheet.heading("WHERE IT BEGAN, ABOUT");
    sheet.line(&long_time(origin.start_s[1]), Lettering::new(22.0, INK).bold());
    let [early, _, late] = origin.start_s.map(long_time);
    if early != late {
        sheet.paragraph(&format!("90 %: {early} to {late}"), Lettering::new(13.0, FAINT));
    }
}

/// What the symbol means.
pub fn legend(sheet: &mut Sheet, finds: &[Find]) {
    if !finds.is_empty() {
        sheet.key("Found, DDHHMMZ", |canvas, at| symbols::find(canvas, at, FIND));
    }
}
