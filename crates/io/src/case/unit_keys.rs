//! The keys of `[[search.unit]]`: what a search and rescue unit is and can do, and what is asked of it.

use super::decode::{Located, case_choice, case_table};
use super::sensor_keys::{SeesKeys, Sensor};
use super::value::{Amount, Count, Direction, Interval, Share};
use sarex_geo::{Position, Timestamp};
use sarex_search::{Turn, UnitKind, detect::Side, pattern::PatternKind};

case_table! {
    /// One search and rescue unit.
    pub struct UnitKeys {
        /// Call sign or hull number.
        id: Located<String> = required,
        /// What it is called on the air, if that is not its id.
        call_sign: String = optional,
        /// Who controls it.
        party: String = optional,
        /// What it is.
        kind: UnitKind = required,
        /// Where it starts from and goes back to: its base, or where a ship is.
        position: Position = required,
        /// From when on it can leave.
        available_from: Located<Timestamp> = required,
        /// Has ended its search by then; the end of the search ends it otherwise.
        available_until: Located<Timestamp> = optional,
        /// Begins its search exactly then, wherever that is; the way there does not count.
        commence_at: Located<Timestamp> = optional,
        /// Speed to and from the scene, knots.
        transit_speed_kn: Located<Amount> = required,
        /// Speed while searching, knots.
        search_speed_kn: Located<Amount> = required,
        /// Share of the search speed that is made good along the legs: turns and sightings that are looked into take
        /// the rest. 0.85 is US practice.
        made_good: Located<Share> = default "0.85",
        /// How long it can search.
        on_scene_endurance: Located<Interval> = required,
        /// Longest time from leaving its base to being back.
        sortie: Located<Interval> = optional,
        /// Height of search above the sea, ft; of a ship, the height of eye.
        height_ft: Located<Amount> = optional,
        /// Lowest and highest altitude it may use, ft.
        altitude_band_ft: Located<Vec<Amount>> = optional,
        /// Least track spacing it can keep, nautical miles; by default 0.1 for boats, helicopters and uncrewed units, 0.5
        /// for ships, 1.0 for fixed-wing aircraft.
        minimum_track_spacing_nm: Located<Amount> = optional,
        /// Others of its domain keep this far from its legs, nautical miles.
        buffer_nm: Located<Amount> = default "0.1",
        /// What it searches with: a sensor of the tables, or a lateral range curve such as
        /// `{ kind = "logit", a0 = 0.625, sweep_width_nm = 2.4 }`.
        sensor: Located<Sensor> = default "\"visual\"",
        /// To which side of its way over ground it sees, whatever it searches with; to one side its sweep widths are half.
        side: Side = default "\"both\"",
        /// Lateral range curves for single object classes, in place of what `sensor` says of them.
        sees: Vec<SeesKeys> = default "[]",
        /// With `sensor = "radar"`: its set, such as "AN/SPS-64(V)"; `sarex worksheet --help` lists them.
        radar_set: Located<String> = optional,
        /// With `sensor = "night-vision"`: whether the tables' case "illuminated" holds.
        illuminated: bool = default "false",
        /// With `sensor = "night-vision"`: three searchers instead of four.
        three_searchers: bool = default "false",
        /// How long its crew has been searching when it begins.
        hours_on_task: Amount = default "0",
        /// Its crew reports excessive fatigue.
        fatigued: bool = default "false",
        /// For an uncrewed unit, of which there are no tables of sweep widths: the crewed kind whose widths are taken.
        counts_as: UnitKind = optional,
        /// How it is controlled, if it is uncrewed.
        data_link: Located<DataLinkKeys> = optional,
        /// Ids of units of its domain whose areas may overlap with its own.
        may_overlap_with: Vec<Located<String>> = default "[]",
        /// Whether it is used.
        r#use: Located<Use> = default "\"free\"",
        /// What it does is decided already.
        frozen: Located<FrozenKeys> = optional,
    }
}

case_table! {
    /// Units that keep what an earlier plan gave them, as `sarex plan --freeze` has them: every area, its track and its
    /// times. The others are planned round them.
    pub struct FreezeKeys {
        /// The earlier plan of this case: a folder that `sarex plan` wrote, or its plan.json.
        from: Located<String> = required,
        /// Ids of the units.
        units: Located<Vec<Located<String>>> = required,
    }
}

case_table! {
    /// The data link of an uncrewed unit.
    pub struct DataLinkKeys {
        /// Where it is controlled from.
        station: Position = required,
        /// How far the link reaches, nautical miles: the whole track stays inside.
        range_nm: Located<Amount> = required,
        /// Where it goes when the link is lost: others keep out of it.
        lost_link: LostLinkKeys = optional,
    }
}

case_table! {
    /// The volume reserved for a unit whose link is lost.
    pub struct LostLinkKeys {
        /// Corners, in order round the area.
        polygon: Located<Vec<Position>> = required,
        /// Lowest and highest altitude, ft.
        altitude_band_ft: Located<Vec<Amount>> = optional,
    }
}

case_table! {
    /// A pattern that is decided already; the planner chooses when it begins, unless `commence_at` says it.
    pub struct FrozenKeys {
        /// Which.
        pattern: FrozenPattern = required,
        /// Commence search point.
        commence_search_point: Position = required,
        /// Direction of the first leg, degrees true.
        first_leg_deg: Direction = required,
        /// Length of a leg, nautical miles; the radius of a sector search, the unit leg of an expanding square.
        leg_nm: Located<Amount> = required,
        /// Track spacing of a parallel sweep or a creeping line, nautical miles; that of an expanding square is its leg, and
        /// a sector search has none.
        spacing_nm: Located<Amount> = optional,
        /// Number of search legs.
        legs: Located<Count> = required,
        /// Side of the first turn.
        first_turn: Turn = default "\"right\"",
    }
}

/// Patterns that may be given as decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrozenPattern(pub PatternKind);

case_choice! { FrozenPattern {
    "parallel-sweep" => Self(PatternKind::ParallelSweep), "PS: parallel sweeps, legs along the longer side";
    "creeping-line" => Self(PatternKind::CreepingLine), "CS: creeping line, legs along the shorter side";
    "expanding-square" => Self(PatternKind::ExpandingSquare), "SS: expanding square";
    "sector" => Self(PatternKind::Sector), "VS: sector search";
}}

case_choice! { Turn {
    "right" => Turn::Right, "to starboard";
    "left" => Turn::Left, "to port";
}}

/// Whether a unit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The planner decides.
    Free,
    /// It stays unused.
    Never,
    /// It must be used.
    Always,
}

case_choice! { Use {
    "free" => Use::Free, "as the planner finds best";
    "never" => Use::Never, "it stays where it is";
    "always" => Use::Always, "no plan leaves it out";
}}

case_choice! { UnitKind {
    "ship" => UnitKind::Ship, "a ship";
    "boat" => UnitKind::Boat, "a boat";
    "helicopter" => UnitKind::Helicopter, "a helicopter";
    "fixed-wing" => UnitKind::FixedWing, "a fixed-wing aircraft";
    "uav" => UnitKind::Uav, "an uncrewed aircraft";
    "usv" => UnitKind::Usv, "an uncrewed surface vessel";
}}
