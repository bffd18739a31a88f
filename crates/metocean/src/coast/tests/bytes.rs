//! Indices as files: what they carry, how broken ones are refused, and that forged ones cannot do harm.

use proptest::prelude::*;

use super::*;

fn small_index() -> Vec<u8> {
    let rings = [star((129.0, 34.0), 0.5, 400, 1), star((130.0, 34.0), 0.4, 5, 2)];
    let source = CoastSource {
        name: "two stars".into(),
        source: "drawn\nby hand".into(),
        licence: "CC0-1.0".into(),
        attribution: "nobody".into(),
    };
    build(&rings, &BuildOptions { clip: Some([33.0, 35.0, 128.0, 131.0]), source }).unwrap()
}

#[test]
fn the_source_travels_with_the_index_and_the_bytes_repeat() {
    let bytes = small_index();
    assert_eq!(bytes, small_index());
    let coast = CoastIndex::new(Arc::new(bytes)).unwrap();
    assert_eq!(coast.source().source, "drawn by hand");
    assert_eq!(coast.source().licence, "CC0-1.0");
    assert_eq!(coast.attribution(), "nobody");
}

#[test]
fn files_that_are_no_index_are_refused_by_name() {
    let open = |bytes: Vec<u8>| CoastIndex::new(Arc::new(bytes)).map(|_| ()).unwrap_err();
    assert_eq!(open(Vec::new()), CoastIndexError::NotACoastIndex);
    assert_eq!(open(b"CDF\x01 and more".to_vec()), CoastIndexError::NotACoastIndex);
    let good = small_index();
    let cut = good[..good.len() - 5].to_vec();
    let found = cut.len() as u64;
    assert_eq!(open(cut), CoastIndexError::Length { expected: good.len() as u64, found });
    let mut newer = good.clone();
    newer[8] = 9;
    assert_eq!(open(newer), CoastIndexError::Version { found: 9 });
    let mut longer_header = good.clone();
    longer_header[13] ^= 1;
    assert_eq!(open(longer_header), CoastIndexError::Damaged { what: "header" });
    let mut flipped = good.clone();
    let middle = good.len() / 2;
    flipped[middle] ^= 4;
    assert_eq!(open(flipped), CoastIndexError::Damaged { what: "checksum" });
}

/// Every question of an index that passed its checks, whatever its bytes say.
fn ask_everything(coast: &CoastIndex) {
    for i in 0..60 {
        let (lat, lon) = (33.0 + 2.0 * f64::from(i % 8) / 7.9, 128.0 + 3.0 * f64::from(i / 8) / 7.7);
        let _ = (coast.surface(lat, lon), coast.clearance_deg(lat, lon), coast.nearest_sea(lat, lon, 0.3));
        let _ = coast.first_crossing(path((lon, lat), (lon + 0.4, lat - 0.3)));
        let _ = coast.first_crossing(path((lon, lat), (lon + 0.004, lat - 0.003)));
    }
    let [south, north, west, east] = coast.area_deg();
    let box_deg = [south, north.min(south + 2.0), west, east.min(west + 3.0)];
    let _ = coast.edges_in(box_deg).take(10_000).count();
    let _ = coast.statistics();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bytes changed on purpose, with the checksum put right, may give wrong answers but never a panic.
    #[test]
    fn forged_indices_never_panic(changes in proptest::collection::vec((any::<u64>(), any::<u8>()), 1..40), header in any::<bool>()) {
        let mut bytes = small_index();
        for (at, value) in changes {
            let limit = if header { format::HEADER_LEN as u64 } else { bytes.len() as u64 };
            bytes[(24 + at % (limit - 24)) as usize] = value;
        }
        format::seal(&mut bytes);
        if let Ok(coast) = CoastIndex::new(Arc::new(bytes)) {
            ask_everything(&coast);
        }
    }

    /// A file cut anywhere or with any bit turned is refused.
    #[test]
    fn damaged_indices_are_refused(at in any::<prop::sample::Index>(), bit in 0u8..8, cut in any::<bool>()) {
        let mut bytes = small_index();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] ^= 1 << bit;
        }
        prop_assert!(CoastIndex::new(Arc::new(bytes)).is_err());
    }

    /// A path from sea to land is met, and just before the crossing it is not yet on land.
    #[test]
    fn a_path_from_sea_to_land_is_met(from in (128.0..131.0f64, 33.0..35.0f64), to in (128.0..131.0f64, 33.0..35.0f64)) {
        let coast = CoastIndex::new(Arc::new(small_index())).unwrap();
        prop_assume!(!coast.is_land(from.1, from.0));
        let found = crossing(&coast, from, to);
        prop_assert!(found.is_some() || !coast.is_land(to.1, to.0));
        let at = |s: f64| (from.1 + s * (to.1 - from.1), from.0 + s * (to.0 - from.0));
        if let Some(s) = found {
            let (lat, lon) = at((s - 1e-7).max(0.0));
            prop_assert!(s < 1e-6 || !coast.is_land(lat, lon));
            let (lat, lon) = at((s + 1e-9).min(1.0));
            prop_assert!(coast.is_land(lat, lon) || s > 1.0 - 1e-8, "{} {}", lat, lon);
        }
    }
}
