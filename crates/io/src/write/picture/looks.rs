//! How units look. Parties differ by hue, by the dashes of their areas and by the shape of their marks, so that they are told
//! apart in colour, by colour-blind eyes and in grey print; units of one party differ by shade, and every one is named.

use super::ink::Ink;
use super::symbols::Shape;
use crate::write::plan::record::PlanRecord;

/// A hue per party, its shades per unit; the first ones after Okabe and Ito, darkened to be read on paper. None is the red of
/// closed areas or the navy of contours.
const HUES: [[Ink; 4]; 5] = [
    [Ink::hex(0x0067a8), Ink::hex(0x2b4fd0), Ink::hex(0x00799c), Ink::hex(0x3c3f9c)],
    [Ink::hex(0xb84700), Ink::hex(0x7a3e00), Ink::hex(0x9a6200), Ink::hex(0xa33a16)],
    [Ink::hex(0x00745a), Ink::hex(0x004f44), Ink::hex(0x2b7d2b), Ink::hex(0x4d5f0f)],
    [Ink::hex(0x8f3a86), Ink::hex(0x5f2a8c), Ink::hex(0xb0458a), Ink::hex(0x6d1f4e)],
    [Ink::hex(0x3a3f45), Ink::hex(0x5f6670), Ink::hex(0x1b2733), Ink::hex(0x6b5b4b)],
];
/// Dashes of outlines, per party.
const DASHES: [Option<[f32; 2]>; 4] = [None, Some([15.0, 6.0]), Some([3.0, 4.0]), Some([30.0, 5.0])];
/// Marks, per party.
const SHAPES: [Shape; 4] = [Shape::Circle, Shape::Square, Shape::Triangle, Shape::Diamond];

/// How a unit's tasks are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Lines and letters.
    pub ink: Ink,
    /// Dash and gap of the outline of its areas, pixels; `None` for a solid one.
    pub dash: Option<[f32; 2]>,
    /// Shape of its commence search points.
    pub shape: Shape,
}

/// The looks of all tasks of a plan.
pub struct Looks {
    parties: Vec<String>,
    of_party: Vec<usize>,
    tasks: Vec<Look>,
}

impl Looks {
    /// Parties in order of name, whether their units are used or not, so that a party looks the same in the plan after.
    pub fn of(record: &PlanRecord) -> Self {
        let all = record.units.iter().map(|u| &u.party).chain(record.unused.iter().map(|u| &u.party));
        let mut parties: Vec<String> = all.cloned().collect();
        parties.sort();
        parties.dedup();
        let mut looks = Self { of_party: Vec::new(), tasks: Vec::new(), parties };
        let mut known: Vec<Vec<&str>> = vec![Vec::new(); looks.parties.len()];
        for task in &record.units {
            let party = looks.parties.iter().position(|p| *p == task.party).unwrap_or(0);
            let units = &mut known[party];
            let unit = units.iter().position(|id| *id == task.id).unwrap_or_else(|| {
                units.push(&task.id);
                units.len() - 1
            });
            looks.of_party.push(party);
            looks.tasks.push(look(party, looks.parties.len(), unit));
        }
        looks
    }

    /// That of a task by its place in the plan.
    pub fn task(&self, index: usize) -> Look {
        self.tasks[index]
    }

    /// Each party with its look and its tasks by their place in the plan.
    pub fn parties(&self) -> impl Iterator<Item = (&str, Look, Vec<usize>)> {
        self.parties.iter().enumerate().map(|(party, name)| {
            let own =
                self.of_party.iter().enumerate().filter(|(_, p)| **p == party).map(|(k, _)| k).collect();
            (name.as_str(), look(party, self.parties.len(), 0), own)
        })
    }
}

/// A party alone has all hues for its units.
fn look(party: usize, parties: usize, unit: usize) -> Look {
    let (hue, shade) = if parties < 2 { (unit, unit / HUES.len()) } else { (party, unit) };
    let shades = &HUES[hue % HUES.len()];
    Look {
        ink: shades[shade % shades.len()],
        dash: DASHES[party % DASHES.len()],
        shape: SHAPES[party % SHAPES.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::fixture;

    /// What is left of a colour in grey print, and to eyes without red or without green cones (after Viénot, Brettel and
    /// Mollon 1999, as channels of blue and of the rest).
    fn seen(ink: Ink) -> [f64; 3] {
        let [r, g, b] = ink.rgb.map(|c| f64::from(c) / 255.0).map(|c| c * c);
        [0.11 * r + 0.89 * g, 0.29 * r + 0.71 * g, b]
    }

    #[test]
    fn parties_are_told_apart_without_colour_and_colours_without_red_or_green() {
        let first: Vec<Look> = (0..4).map(|party| look(party, 4, 0)).collect();
        for (k, a) in first.iter().enumerate() {
            for b in &first[..k] {
                assert!(a.dash != b.dash && a.shape != b.shape, "{a:?} {b:?}");
            }
        }
        // Two parties, as most cases have: no shade of one is near a shade of the other.
        for a in HUES[0] {
            for b in HUES[1] {
                let far: f64 = seen(a).iter().zip(seen(b)).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
                assert!(far > 0.2, "{a:?} {b:?} {far}");
            }
        }
    }

    #[test]
    fn tasks_of_a_unit_look_alike_and_units_of_two_parties_never() {
        let mut owned = fixture::plan();
        let mut second = owned.plan.assignments[0].clone();
        second.departure_s += 7.0 * 3600.0;
        owned.plan.assignments.push(second);
        let record = PlanRecord::of(&owned.report()).unwrap();
        let looks = Looks::of(&record);
        let again = record.units.len() - 1;
        assert_eq!(looks.task(0), looks.task(again));
        for (j, a) in record.units.iter().enumerate() {
            for (k, b) in record.units.iter().enumerate().filter(|(_, b)| b.id != a.id) {
                assert_ne!(looks.task(j).ink, looks.task(k).ink, "{} {}", a.id, b.id);
                let alike = looks.task(j).shape == looks.task(k).shape;
                assert_eq!(alike, a.party == b.party, "{} {}", a.id, b.id);
            }
        }
        let named: Vec<usize> = looks.parties().flat_map(|(_, _, own)| own).collect();
        assert_eq!(named.len(), record.units.len());
    }
}
