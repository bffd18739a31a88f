//! In what light a search was flown that is done.

use super::light::{self, Sight, Span};
use super::summary::time;
use super::ways::Way;
use super::{Scene, SearchError, error, sensors};
use crate::case::Case;
use crate::case::search_keys::SearchKeys;
use crate::case::searched::{DoneKeys, Searched};
use crate::case::unit_keys::UnitKeys;
use sarex_geo::sun;
use sarex_search::Response;
use sarex_search::detect::width::is_light;

/// The light of a search that was done.
pub(super) struct Flown {
    sight: Sight,
    span: Span,
    /// It has no track of its own.
    is_as_planned: bool,
}

impl Flown {
    /// The light in the middle of a track holds for all of it. Where it is dark by then, eyes count as long as it was light.
    pub fn of(unit: &UnitKeys, done: &DoneKeys, within: (&SearchKeys, &Case), scene: &Scene) -> Self {
        let (from_s, until_s) = scene.window;
        let span = Span { from_s, until_s, is_fixed: false };
        let sight = match light::sight(unit, within, scene, span) {
            Sight::Light(_) if is_light(sun::light(scene.place, span.middle_s())) => Sight::Light(span),
            sight => sight,
        };
        Self { sight, span, is_as_planned: done.track.is_none() }
    }

    /// Refuses a recorded track of eyes in the dark, for its times may be wrong.
    pub fn check(
        &self,
        (unit, done, file): (&UnitKeys, &DoneKeys, &Searched),
        (search, case): (&SearchKeys, &Case),
        scene: &Scene,
    ) -> Result<(), SearchError> {
        let Some(track) = done.track.as_ref().filter(|_| self.sight == Sight::Dark) else { return Ok(()) };
        let signals = sensors::signals((search, unit), case, &self.sight.tables(scene));
        let what = error::of_dark(unit, (scene, &signals), self.span);
        let remedy = "check the date of its times and their offset from UTC; if they are right, leave this search out, for \
                      eyes saw nothing";
        Err(file.refused(track, what, remedy).into())
    }

    /// What was seen of each object. A plan of the dark finds nothing.
    pub fn sensor(
        &self,
        unit: &UnitKeys,
        (search, case): (&SearchKeys, &Case),
        scene: &Scene,
    ) -> Result<Vec<Option<Response>>, SearchError> {
        if self.is_as_planned && self.sight == Sight::Dark {
            return Ok(vec![None; case.keys.object.value.len()]);
        }
        sensors::responses(unit, (search, case), scene, (self.sight, self.span))
    }

    /// The part of the track that counts.
    pub fn counted(&self, way: &Way) -> Way {
        match self.sight {
            Sight::Light(light) if light != self.span => way.between(light.from_s, light.until_s),
            _ => way.clone(),
        }
    }

    /// What does not count, and why.
    pub fn note(&self) -> Option<String> {
        match self.sight {
            Sight::Light(light) if light != self.span => Some(format!(
                "most of it was flown in the dark: eyes count from {} to {} only",
                time(light.from_s),
                time(light.until_s)
            )),
            Sight::Dark => Some("it was flown by eyes in the dark: it counts for nothing".to_owned()),
            _ => None,
        }
    }
}
