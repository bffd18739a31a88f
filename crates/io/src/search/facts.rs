//! What the files of a plan say besides the plan itself.

use super::{LookAhead, Planned, Scene};
use crate::case::Case;
use crate::case::detection;
use crate::case::search_keys::{MessageKeys, Purpose as PurposeKey, SearchKeys};
use crate::write::plan::record::{
    AheadUnitRecord, AliveRecord, AloneRecord, CallSign, Channel, Communications, Conditions, DatumRecord,
    LookAheadRecord, MessageFacts, Place, Purpose, SurvivalBand,
};
use crate::write::plan::{self, ObjectFacts, PlanReport};
use crate::write::{Report, WriteError, outputs};
use sarex_drift::Ensemble;
use sarex_geo::{Distance, from_unix_seconds};
use sarex_search::survival::{Band, Survival};

/// The files of a plan, by name, beside the forecast that it rests on; those of alternatives in folders of their own.
pub(super) fn of(
    planned: &Planned,
    case: &Case,
    report: &Report<'_>,
) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    let mut files = one(planned, case, report)?;
    for (k, alternative) in planned.alternatives.iter().enumerate() {
        let other = Planned {
            plan: alternative.plan.clone(),
            pos_planned: alternative.pos_planned,
            alive: alternative.alive,
            warnings: alternative.warnings.clone(),
            look_ahead: None,
            ..planned.clone()
        };
        let folder = outputs::alternative(k + 2);
        files.extend(
            one(&other, case, report)?.into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)),
        );
    }
    Ok(files)
}

fn one(planned: &Planned, case: &Case, report: &Report<'_>) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    let Some(search) = &case.keys.search else { return Ok(Vec::new()) };
    let objects: Vec<ObjectFacts> =
        (0..case.scenario.objects.len()).map(|k| object(case, search, &planned.scene, k)).collect();
    let message = message(search.message.as_ref());
    let communications = communications(search);
    let warnings = planned.all_warnings(report.ensemble);
    plan::files(&PlanReport {
        case: report.case,
        problem: &planned.problem,
        plan: &planned.plan,
        names: &planned.names,
        upper_bound: planned.upper_bound,
        cumulative_pos: planned.cumulative_pos(),
        found_alive: planned.alive.map(alive),
        look_ahead: planned.look_ahead.as_ref().and_then(look_ahead).as_ref(),
        objects: &objects,
        datum: datum(planned),
        conditions: conditions(&planned.scene),
        message: &message,
        communications: &communications,
        warnings: &warnings,
        inputs: report.inputs,
        contours: &planned.contours,
        coast: report.coast,
        now: report.now,
    })
}

impl Planned {
    /// Warnings of the forecast and of the plan, each once.
    pub(super) fn all_warnings(&self, ensemble: &Ensemble) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for warning in ensemble.warnings.iter().chain(&self.warnings) {
            if !told.contains(warning) {
                told.push(warning.clone());
            }
        }
        told
    }
}

fn object(case: &Case, search: &SearchKeys, scene: &Scene, index: usize) -> ObjectFacts {
    let share = &case.scenario.objects[index];
    // Without a water temperature there is no band; only where survival is the objective that is an error.
    let water_c = scene.water_temperature_c;
    let survival =
        case.keys.object.value.get(index).and_then(|keys| detection::survival(search, keys, water_c).ok()?);
    ObjectFacts {
        class: share.class.key.clone(),
        description: share.class.description.clone(),
        persons: share.persons,
        survival: survival.map(|survival| band(&survival)),
    }
}

/// The share found alive as it is told.
pub(super) fn alive(band: Band) -> AliveRecord {
    let share = |share: f64| (share * 1e6).round() / 1e6;
    AliveRecord { low: share(band.low), middle: share(band.middle), high: share(band.high) }
}

/// The span of times after which half are alive.
fn band(survival: &Survival) -> SurvivalBand {
    let hours = |h: f64| (h * 10.0).round() / 10.0;
    let known = |h: f64| h.is_finite().then(|| hours(h));
    SurvivalBand {
        from_h: hours(survival.t50_h.low),
        to_h: known(survival.t50_h.high),
        basis: survival.source.to_owned(),
    }
}

/// The next sortie as it is told; nothing if its times are beyond the calendar.
pub(super) fn look_ahead(ahead: &LookAhead) -> Option<LookAheadRecord> {
    let (problem, plan) = (&ahead.problem, &ahead.plan);
    let share = |pos: f64| (pos * 1e6).round() / 1e6;
    let time = |time_s: f64| from_unix_seconds((time_s * 1e3).round() / 1e3);
    let units = plan.assignments.iter().map(|task| {
        let unit = &problem.units[task.unit];
        Some(AheadUnitRecord {
            id: unit.id.clone(),
            party: unit.party.clone(),
            available: time(unit.available_s)?,
            commence: time(task.commence_s())?,
            end: time(task.end_s())?,
            pos: share(task.pos),
        })
    });
    Some(LookAheadRecord {
        note: "A look-ahead, not tasking: plan the next search with `sarex update` when this one is over."
            .to_owned(),
        start: time(problem.window.start_s)?,
        end: time(problem.window.end_s)?,
        turn_round_h: (ahead.turn_round_s / 36.0).round() / 100.0,
        pos: share(plan.pos),
        cumulative_pos: share(ahead.cumulative_pos),
        alone: ahead
            .alone
            .map(|alone| AloneRecord { pos: share(alone.pos), cumulative_pos: share(alone.cumulative_pos) }),
        units: units.collect::<Option<_>>()?,
        notes: ahead.notes.clone(),
    })
}

fn datum(planned: &Planned) -> Option<DatumRecord> {
    let datum = &planned.datum;
    let miles = |radius: Option<Distance>| radius.map(|r| (r.in_nautical_miles() * 1e3).round() / 1e3);
    Some(DatumRecord {
        place: Place::of(datum.place().ok()?),
        time: from_unix_seconds(datum.time_s)?,
        radius_50_nm: miles(datum.radius_50),
        radius_90_nm: miles(datum.radius_90),
    })
}

fn conditions(scene: &Scene) -> Conditions {
    let round = |value: f64| (value * 10.0).round() / 10.0;
    Conditions {
        visibility_nm: scene.visibility_nm,
        significant_wave_height_m: scene.wave_height_m,
        cloud_cover_pct: scene.cloud_cover_pct,
        wind_from_deg: scene.wind.map(|wind| super::scene::from_deg(wind).round().rem_euclid(360.0)),
        wind_kn: scene.wind_kn().map(round),
        water_c: scene.water_temperature_c,
        origins: scene.origins.clone(),
    }
}

fn message(keys: Option<&MessageKeys>) -> MessageFacts {
    let Some(keys) = keys else { return MessageFacts::default() };
    MessageFacts {
        from: keys.from.clone(),
        to: keys.to.clone(),
        sitrep_number: keys.sitrep_number.map(|number| u32::try_from(number.0).unwrap_or(u32::MAX)),
        what_happened: keys.what_happened.clone(),
        craft: keys.craft.clone(),
        actions_so_far: keys.actions_so_far.clone(),
        help_wanted: keys.help_wanted.clone(),
        smc: keys.smc.clone(),
        osc: keys.osc.clone(),
        aco: keys.aco.clone(),
    }
}

fn communications(search: &SearchKeys) -> Communications {
    let channel = |keys: &crate::case::search_keys::ChannelKeys| Channel {
        purpose: match keys.purpose {
            PurposeKey::Control => Purpose::Control,
            PurposeKey::OnScene => Purpose::OnScene,
            PurposeKey::Monitor => Purpose::Monitor,
            PurposeKey::Press => Purpose::Press,
        },
        frequency: keys.frequency.clone(),
    };
    let called = search.unit.value.iter().filter_map(|unit| {
        Some(CallSign { unit: unit.id.value.clone(), call_sign: unit.call_sign.clone()? })
    });
    Communications { channels: search.channel.iter().map(channel).collect(), call_signs: called.collect() }
}
