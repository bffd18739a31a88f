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
        "sources": report.sources.iter().map(source).collect::<Vec<_>>(),
        "inputs_sha256": inputs_hash(report),
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

/// SHA-256 over roles, names and hashes of all inputs: one name for everything that went in.
pub fn inputs_hash(report: &Report<'_>) -> String {
    let line = |input: &super::InputRecord| {
        format!("{}\t{}\t{}\n", input.role, input.name, input.sha256.as_deref().unwrap_or("-"))
    };
    let lines: String = report.inputs.iter().map(line).collect();
    super::outputs::sha256_hex(lines.as_bytes())
}

fn source(source: &super::SourceRecord) -> Value {
    let period = source.period_s.map(|(from_s, to_s)| [from_s, to_s].map(super::trajectory::iso));
    json!({ "role": source.role, "name": source.name, "period": period, "synthetic": source.synthetic })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, forecast};

    #[test]
    fn everything_needed_to_repeat_is_there_and_no_clock() {
        let mut owned = forecast(Cloud { particles: 50, hours: 3, ..Cloud::default() });
        let file = WrittenFile { name: "drift.nc".into(), bytes: 3, sha256: "ab".into() };
        let bytes = encode(&owned.report(), std::slice::from_ref(&file));
        assert_eq!(bytes, encode(&owned.report(), std::slice::from_ref(&file)));
        let facts: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(facts["software"], SOFTWARE);
        assert_eq!(facts["rng_seed"], 42);
        assert_eq!(facts["inputs"][0]["sha256"], owned.inputs[0].sha256.clone().unwrap());
        assert_eq!(facts["sources"][0]["period"], json!(["2026-11-20T01:00:00Z", "2026-11-22T01:00:00Z"]));
        assert_eq!(facts["results"][0], json!({ "name": "drift.nc", "bytes": 3, "sha256": "ab" }));
        assert_eq!(facts["settings"]["run:integrator"], "rk2");
        assert_eq!(facts["forcing_gaps"][0]["samples"], 12);
        assert!(facts.get("date_created").is_none());
        let before = facts["inputs_sha256"].clone();
        owned.inputs[0].sha256 = Some("00".into());
        let facts: Value = serde_json::from_slice(&encode(&owned.report(), &[])).unwrap();
        assert_ne!(facts["inputs_sha256"], before);
    }
}
