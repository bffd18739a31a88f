//! The keys of `[search.rules]`: what plans must obey. All of it is configuration: nothing here is presented as a
//! state's doctrine.

use super::decode::{CaseTable as _, CaseValue, Decoder, Located, TableAt, case_choice, case_table};
use super::describe::Kind;
use super::value::{Amount, Count, Direction, Interval};
use sarex_search::Domain;
use sarex_search::problem::Overlap;
use toml::Spanned;
use toml::de::DeValue;

case_table! {
    /// Rules of safety. A checker that shares no code with the planner verifies each of them.
    pub struct RuleKeys {
        /// Search areas of units in the same domain, which reach half a track spacing beyond the legs, may share edges.
        /// Otherwise they keep apart by the buffers of both.
        same_domain_areas_may_touch: bool = default "true",
        /// Only the legs of units in the same domain are kept apart, by the buffers of both, whatever the key above says:
        /// their search areas may overlap by the half track spacing beyond the legs.
        margins_may_overlap: bool = default "false",
        /// Whether search areas of units in the same domain may overlap.
        overlap: Overlap = default "\"never\"",
        /// Least vertical separation of aircraft whose areas overlap, ft.
        minimum_vertical_separation_ft: Located<Amount> = default "1000",
        /// Areas that one unit may search one after the other in a sortie, each with a pattern of its own: 1 or 2.
        areas_per_unit: Located<Count> = default "2",
        /// Longest side across the legs per side along them.
        maximum_aspect: Located<Amount> = default "2.0",
        /// Areas that must not be searched.
        excluded_areas: Vec<AreaKeys> = default "[]",
        /// Areas that are sensitive to a party; messages do not tell why.
        sensitive_areas: Vec<AreaKeys> = default "[]",
        /// Airspace that is closed or reserved for others; it concerns aircraft only unless its `domain` says otherwise.
        airspace: Vec<AreaKeys> = default "[]",
        /// Aircraft in adjacent areas begin at the same corner and creep the same way.
        same_corner: SameCornerKeys = optional,
    }
}

case_table! {
    /// Areas of one GeoJSON file.
    pub struct AreaTable {
        /// GeoJSON file with Polygon or MultiPolygon geometries; relative to the case file.
        file: Located<String> = required,
        /// Name, as it is told when it is in the way; the file's if left out.
        name: String = optional,
        /// Whose it is: of a sensitive area only this is told.
        party: String = optional,
        /// Search areas keep this far from it, nautical miles.
        buffer_nm: Located<Amount> = default "0.0",
        /// Concerns only units that move there.
        domain: Domain = optional,
        /// Concerns only aircraft whose altitude band meets this one: lowest and highest altitude, ft.
        altitude_band_ft: Located<Vec<Amount>> = optional,
    }
}

/// A file of areas, alone or with what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaKeys(pub AreaTable);

impl CaseValue for AreaKeys {
    fn kind() -> Kind {
        Kind::Either(vec![Kind::Text, Kind::Table(AreaTable::describe())])
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        let plain = |decoder: &mut Decoder| {
            let file = Located::<String>::decode(value, decoder)?;
            let buffer_nm = no_buffer(&file);
            Some(AreaTable { file, name: None, party: None, buffer_nm, domain: None, altitude_band_ft: None })
        };
        let table = match value.get_ref() {
            DeValue::String(_) => plain(decoder),
            DeValue::Table(table) => {
                AreaTable::decode_table(TableAt::new(table, value.span()), None, decoder)
            }
            _ => decoder.wrong_type_of(Self::kind(), value),
        };
        table.map(Self)
    }
}

/// The default, at the place of the file it concerns.
fn no_buffer(file: &Located<String>) -> Located<Amount> {
    Located { value: Amount(0.0), key: file.key.clone(), span: file.span.clone(), written: false }
}

case_table! {
    /// Aircraft in adjacent areas begin at the same corner and creep the same way.
    pub struct SameCornerKeys {
        /// Areas whose legs, with the buffers of their units, come closer than this are adjacent, nautical miles.
        adjacent_nm: Located<Amount> = default "5.0",
        /// Greatest difference of the bearings from the middle of the area to the commence search point, degrees.
        corner_deg: Direction = default "45",
        /// Greatest difference of the creep directions, degrees.
        creep_deg: Direction = default "45",
        /// The rule holds only where search times overlap or are closer than this.
        time_gap: Interval = default "\"1 h\"",
    }
}

case_choice! { Overlap {
    "never" => Overlap::Never, "never, whatever the times; edges may be shared";
    "if-vertically-separated" => Overlap::IfVerticallySeparated, "aircraft whose altitude bands are apart by the least vertical separation may; ships never";
}}

case_choice! { Domain {
    "surface" => Domain::Surface, "on the water";
    "air" => Domain::Air, "in the air";
}}
