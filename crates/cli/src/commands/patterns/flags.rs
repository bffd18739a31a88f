//! Flags that a pattern has no use for are refused: what is typed and left out of account makes another pattern than meant.

use super::{Named, PatternsArgs};
use anyhow::{Result, anyhow};
use clap::ValueEnum as _;

/// Refuses flags that this pattern does not use.
pub fn check(named: Named, args: &PatternsArgs) -> Result<()> {
    use Named::{B, Cs, Csc, Os, Pm, Ps, Ss, Tsn, Tsr, Vs};
    let of_aircraft = [
        (args.true_air_speed.is_some(), "--true-air-speed"),
        (args.upwind_speed.is_some(), "--upwind-speed"),
        (args.downwind_speed.is_some(), "--downwind-speed"),
        (args.cross_speed.is_some(), "--cross-speed"),
    ];
    let shared: [(bool, &str, &[Named]); 12] = [
        (args.from.is_some(), "--from", &[Tsr, Tsn]),
        (args.heading.is_some(), "--heading", &[Ps, Cs, Ss, Vs, Tsr, Tsn, Pm, Csc]),
        (args.leg.is_some(), "--leg", &[Ps, Cs, Vs, Tsr, Tsn, Pm, Csc, Os, B]),
        (args.spacing.is_some(), "--spacing", &[Ps, Cs, Ss, Tsr, Tsn, Pm, Csc, B]),
        (args.legs.is_some(), "--legs", &[Ps, Cs, Ss, Vs, Pm, Csc, B]),
        (args.turn.is_some(), "--turn", &[Ps, Cs, Ss, Vs, Tsr, Tsn, Pm, Csc, B]),
        (args.craft.is_some(), "--craft", &[Pm, Tsr, Tsn]),
        (args.second_unit, "--second-unit", &[Vs, Ss]),
        (args.lock.is_some(), "--lock", &[Ps, Cs, Ss, Vs]),
        (args.area.is_some(), "--area", &[Ps, Cs, Ss]),
        (args.top.is_some(), "--top", &[Os]),
        (args.bottom.is_some(), "--bottom", &[Os]),
    ];
    let of_aircraft = of_aircraft.map(|(is_given, flag)| (is_given, flag, [Csc].as_slice()));
    for (is_given, flag, of) in shared.into_iter().chain(of_aircraft) {
        if is_given && !of.contains(&named) {
            return Err(anyhow!(
                "{flag} is for {}; {} has no use for it: leave it out",
                names(of),
                names(&[named])
            ));
        }
    }
    if args.lock.is_some() {
        // The area says how long and how many legs are.
        let measures = [(args.leg.is_some() && named != Vs, "--leg"), (args.legs.is_some(), "--legs")];
        if let Some((_, flag)) = measures.into_iter().find(|(is_given, _)| *is_given) {
            return Err(anyhow!("{flag} follows from what is given with --lock: leave it out"));
        }
    }
    Ok(())
}

/// Patterns as they are typed.
fn names(of: &[Named]) -> String {
    let typed = of.iter().filter_map(|named| Some(named.to_possible_value()?.get_name().to_owned()));
    let typed: Vec<String> = typed.collect();
    match typed.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => typed.concat(),
    }
}
