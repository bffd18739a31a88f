//! `provenance.json`: what is needed to repeat the run bit for bit, and to see that it was.

use super::{Report, SOFTWARE, outputs::WrittenFile, settings};
use serde_json::{Value, json};

/// Encodes the file. `results` are the other files of the run, in the order they are listed.
///
/// Keys come in a fixed order; there is no time of writing unless the report has one.
pub fn encode(report: &Report<'_>, results: &[WrittenFile]) -> Vec<u8> {
    let ensemble = report.ensemble;
    let mut facts = json!({
        "format": "sarex-provenance",
        "version": 1,
        "software": SOFTWARE,
        "case": { "id": report.case.id, "title": report.case.title, "kind": report.case.kind.key() },
        "rng_seed": ensemble.scenario.rng_seed,
        "particles": ensemble.particles.lat_deg.len(),
        "output_times": ensemble.snapshots.len(),
        "inputs": report.inputs,
        "settings": settings::flat(&ensemble.scenario, report.settings),
        "forcing_gaps": gaps(report),
        "warnings": ensemble.warnings,
        "results": results.iter().map(result).collect::<Vec<_>>(),
    });
    if let Some(now) = report.now {
        facts["date_created"] = json!(now.to_string());
    }
    let mut bytes = format!("{facts:#}").into_bytes();
    bytes.push(b'\n');
    bytes
}

fn result(file: &WrittenFile) -> Value {
    json!({ "name": file.name, "bytes": file.bytes, "sha256": file.sha256 })
}

fn gaps(report: &Report<'_>) -> Vec<Value> {
    let gap = |g: &sarex_drift::ensemble::Gap| {
        json!({
            "quantity": format!("{:?}", g.quantity).to_lowercase(),
            "source": g.source_name,
            "samples": g.samples,
            "first_time": super::trajectory::iso(g.first_s),
            "last_time": super::trajectory::iso(g.last_s),
            "first_place_lat_lon_deg": [g.first_place_deg.0, g.first_place_deg.1],
            "filled_by_another_source": g.filled,
        })
    };
    report.ensemble.gaps.iter().map(gap).collect()
}
