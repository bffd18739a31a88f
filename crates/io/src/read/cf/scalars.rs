//! Which variables are the wave height, the visibility, the water temperature.
//!
//! As with vectors, standard names decide; names that centres use without standard names come second.

use super::super::dataset::{Dataset, Variable};
use super::super::wanted::Scalar;
use Scalar::{Visibility, WaterTemperature, WaveHeight};

const WIND_SEA: &str = "this is the height of the wind sea alone: swell comes on top";
const FOUNDATION: &str = "this is the temperature below the warm layer of the day";
const POTENTIAL: &str = "this is the potential temperature, which at the surface is the temperature";

/// CF standard names, in order of preference, with what a user should know of those that are not quite it.
const STANDARD_NAMES: &[(Scalar, &str, Option<&str>)] = &[
    (WaveHeight, "sea_surface_wave_significant_height", None),
    (WaveHeight, "significant_height_of_wind_and_swell_waves", None),
    (WaveHeight, "sea_surface_wind_wave_significant_height", Some(WIND_SEA)),
    (WaveHeight, "significant_height_of_wind_waves", Some(WIND_SEA)),
    (Visibility, "visibility_in_air", None),
    (WaterTemperature, "sea_surface_temperature", None),
    (WaterTemperature, "sea_surface_subskin_temperature", None),
    (WaterTemperature, "sea_surface_skin_temperature", None),
    (WaterTemperature, "sea_water_temperature", None),
    (WaterTemperature, "sea_water_potential_temperature", Some(POTENTIAL)),
    (WaterTemperature, "sea_surface_foundation_temperature", Some(FOUNDATION)),
];

/// Names of variables in files without standard names, lower case, in order of preference.
const ALIASES: &[(Scalar, &str)] = &[
    // CMEMS, ECMWF, WAVEWATCH III by wgrib2, by THREDDS and by ERDDAP, SWAN.
    (WaveHeight, "vhm0"),
    (WaveHeight, "swh"),
    (WaveHeight, "htsgw_surface"),
    (WaveHeight, "htsgwsfc"),
    (WaveHeight, "significant_height_of_combined_wind_waves_and_swell_surface"),
    (WaveHeight, "thgt"),
    (WaveHeight, "hs"),
    (WaveHeight, "hsig"),
    // NCEP by wgrib2, by THREDDS and by ERDDAP.
    (Visibility, "vis_surface"),
    (Visibility, "visibility_surface"),
    (Visibility, "vissfc"),
    (Visibility, "visibility"),
    (Visibility, "vis"),
    // OISST and ECMWF, CMIP, HYCOM, NCEP by wgrib2 and by ERDDAP, CMEMS.
    (WaterTemperature, "sst"),
    (WaterTemperature, "tos"),
    (WaterTemperature, "water_temp"),
    (WaterTemperature, "wtmp_surface"),
    (WaterTemperature, "wtmpsfc"),
    (WaterTemperature, "thetao"),
];

/// The variable that is the scalar, if the file has one, and what a user should know of the choice.
///
/// ```
/// # use sarex_io::read::{cf::scalars, dataset::Dataset, Scalar};
/// assert!(scalars::find(&Dataset::default(), Scalar::Visibility).is_none());
/// ```
pub fn find(dataset: &Dataset, scalar: Scalar) -> Option<(&Variable, Option<String>)> {
    let fields = || dataset.variables.iter().filter(|v| v.value_type.is_number() && v.dims.len() >= 2);
    let standard = STANDARD_NAMES.iter().filter(|(of, ..)| *of == scalar).find_map(|(_, name, caveat)| {
        let variable = fields().find(|v| v.standard_name() == *name)?;
        Some((variable, caveat.map(|caveat| format!("{}: {caveat}", variable.name))))
    });
    standard.or_else(|| {
        ALIASES.iter().filter(|(of, _)| *of == scalar).find_map(|(_, name)| {
            let plain =
                |v: &&Variable| v.standard_name().is_empty() && v.short_name().to_lowercase() == *name;
            let variable = fields().find(plain)?;
            Some((variable, Some(format!("{} has no standard name; known by its name", variable.name))))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::dataset::{Attribute, Attributes, ValueType};
    use super::*;

    fn found(variables: &[(&str, &str)], scalar: Scalar) -> Option<(String, Option<String>)> {
        let variable = |(name, standard): &(&str, &str)| Variable {
            name: (*name).to_owned(),
            dims: ["time", "y", "x"].map(str::to_owned).to_vec(),
            shape: vec![2, 3, 4],
            value_type: ValueType::F32,
            attributes: Attributes(vec![(
                "standard_name".to_owned(),
                Attribute::Text((*standard).to_owned()),
            )]),
        };
        let dataset = Dataset { variables: variables.iter().map(variable).collect(), ..Dataset::default() };
        find(&dataset, scalar).map(|(variable, note)| (variable.name.clone(), note))
    }

    #[test]
    fn the_whole_sea_comes_before_the_wind_sea() {
        let both = [
            ("shww", "sea_surface_wind_wave_significant_height"),
            ("swh", "sea_surface_wave_significant_height"),
        ];
        assert_eq!(found(&both, WaveHeight), Some(("swh".into(), None)));
        let (name, note) = found(&both[..1], WaveHeight).unwrap();
        assert!(name == "shww" && note.unwrap().contains("swell comes on top"));
        assert_eq!(found(&both, Visibility), None);
    }

    #[test]
    fn names_of_centres_count_where_there_is_no_standard_name() {
        let (name, note) = found(&[("air", "air_temperature"), ("SST", "")], WaterTemperature).unwrap();
        assert!(name == "SST" && note.unwrap().contains("no standard name"));
        // A variable that says it is something else is not taken for what its name suggests.
        assert_eq!(found(&[("vis", "equivalent_thickness")], Visibility), None);
    }
}
