//! Text that flows down pages and turns them.

use super::{BAND, INNER, MARGIN, fitting};
use crate::write::pdf::{HEIGHT, Page, WIDTH};
use crate::write::picture::font;
use crate::write::picture::ink::{Anchor, Lettering};
use crate::write::picture::sheet::{FAINT, INK};

/// Nothing but the foot below this.
pub const BOTTOM: f32 = HEIGHT - BAND - 8.0;
/// Where a page goes on below its head.
const TOP: f32 = 74.0;

/// What stands at the head of each page.
#[derive(Clone)]
pub struct Head {
    /// Title.
    pub title: String,
    /// When, on the right of the title.
    pub when: String,
    /// The line below.
    pub below: String,
}

/// Pages in the making. Nothing is left out for want of room: what does not fit stands on the next page.
pub struct Flow {
    pages: Vec<Page>,
    head: Option<Head>,
    /// Where the page goes on.
    pub y: f32,
}

impl Flow {
    /// The first page, with its head.
    pub fn new(head: Head) -> Self {
        let mut flow = Self { pages: Vec::new(), head: Some(head), y: TOP };
        flow.turn();
        flow
    }

    /// The height that something takes on a page without an end.
    pub fn height(write: impl FnOnce(&mut Self)) -> f32 {
        let mut flow = Self { pages: vec![Page::default()], head: None, y: 0.0 };
        write(&mut flow);
        flow.y
    }

    /// The pages.
    pub fn pages(self) -> Vec<Page> {
        self.pages
    }

    /// The page that is written.
    pub fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("a flow begins with a page")
    }

    /// Height left on the page.
    pub fn room(&self) -> f32 {
        if self.head.is_some() { BOTTOM - self.y } else { f32::INFINITY }
    }

    /// Turns the page unless so much is left.
    pub fn need(&mut self, height: f32) {
        if self.room() < height && self.y > TOP + 1.0 {
            self.turn();
        }
    }

    fn turn(&mut self) {
        let Some(head) = &self.head else { return };
        let mut page = Page::default();
        let when = Lettering::new(10.5, INK).bold();
        page.text(WIDTH - MARGIN, 50.0, head.when.as_str(), when.anchor(Anchor::End));
        let large = Lettering::new(17.0, INK).bold();
        let number = self.pages.len() + 1;
        let title = if number > 1 { format!("{} ({number})", head.title) } else { head.title.clone() };
        page.text(MARGIN, 50.0, fitting(&title, large, INNER - when.width(&head.when) - 12.0), large);
        let small = Lettering::new(9.5, FAINT);
        page.text(MARGIN, 64.0, fitting(&head.below, small, INNER), small);
        self.pages.push(page);
        self.y = TOP;
    }

    /// A line whose baseline is so far below what was last written.
    pub fn line(&mut self, height: f32, text: &str, look: Lettering) {
        self.need(height);
        self.y += height;
        let y = self.y;
        self.page().text(MARGIN, y, text, look);
    }

    /// A text in as many lines as it needs.
    pub fn paragraph(&mut self, height: f32, text: &str, look: Lettering) {
        for line in font::wrapped(text, look, INNER) {
            self.line(height, &line, look);
        }
    }

    /// Space.
    pub fn gap(&mut self, height: f32) {
        self.y += height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_stands_on_the_next_page() {
        let head = Head { title: "A1".into(), when: "NOV 2026".into(), below: String::new() };
        let look = Lettering::new(8.0, INK);
        let hundred = |flow: &mut Flow| (0..100).for_each(|_| flow.line(10.0, "turn", look));
        let mut flow = Flow::new(head);
        hundred(&mut flow);
        assert_eq!(flow.pages.len(), 2);
        assert!(flow.y > TOP && flow.y <= BOTTOM);
        assert!((Flow::height(hundred) - 1000.0).abs() < 0.01, "without an end there is one page");
    }
}
