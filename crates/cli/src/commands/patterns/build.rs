//! From what was typed to a pattern that can be laid out.

use super::{Lock, Named, PatternsArgs, Sides};
use anyhow::{Result, anyhow};
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_geo::{Velocity, unix_seconds};
use sarex_search::pattern::sizing::{self, Heading, Locked};
use sarex_search::pattern::{
    AircraftSpeeds, Barrier, Contour, Coordinated, ExpandingSquare, Ladder, LaidOut, Located, Pattern,
    PatternKind, Sector, TrackLine, Way, turns,
};
use sarex_search::{Compensation, Waypoint};

pub const NM_M: f64 = 1852.0;
pub const KN_MPS: f64 = NM_M / 3600.0;

/// A pattern that somebody asked for.
pub struct Asked {
    pub named: PatternKind,
    pub pattern: Pattern,
    pub way: Way,
    pub drift: Compensation,
    plane: LocalPlane,
    commence: Waypoint,
    pub counts_turns: bool,
}

/// What is known before the pattern: where it begins, and how fast it goes if that was typed.
struct Typed<'a> {
    args: &'a PatternsArgs,
    code: String,
}

impl Typed<'_> {
    fn need<T>(&self, value: Option<T>, flag: &str) -> Result<T> {
        value.ok_or_else(|| anyhow!("`sarex patterns {}` needs {flag}", self.code))
    }

    fn heading(&self) -> Result<Heading> {
        let first_leg_deg = self.need(self.args.heading, "--heading, the direction of the first leg")?.deg();
        Ok(Heading { first_leg_deg, turn: self.args.turn.unwrap_or_default().turn() })
    }

    fn metres(&self, value: Option<f64>, flag: &str) -> Result<f64> {
        Ok(self.need(value, flag)? * NM_M)
    }

    fn leg_m(&self) -> Result<f64> {
        self.metres(self.args.leg, "--leg, the length of a search leg or the radius")
    }

    fn spacing_m(&self) -> Result<f64> {
        self.metres(self.args.spacing, "--spacing, the track spacing")
    }

    fn speed_mps(&self) -> Result<f64> {
        Ok(self.need(self.args.speed, "--speed")? * KN_MPS)
    }

    fn legs(&self) -> Result<usize> {
        self.need(self.args.legs, "--legs, the number of search legs")
    }

    fn drift(&self) -> Compensation {
        let towards = self.args.drift.map_or_else(Velocity::default, |flow| flow.towards());
        Compensation { east_mps: towards.east_mps, north_mps: towards.north_mps }
    }

    /// Two of the three, without the third.
    fn locked(&self, lock: Lock) -> Result<Locked> {
        let without = |given: bool, flag: &str| match given {
            true => Err(anyhow!("{flag} is what --lock solves here: leave it out")),
            false => Ok(()),
        };
        // A sector search has a radius where others have a spacing.
        let (size, flag) = match self.args.pattern {
            Some(Named::Vs) => (self.args.leg, "--leg"),
            _ => (self.args.spacing, "--spacing"),
        };
        let size_m = || self.metres(size, flag);
        let time_s = || self.need(self.args.time, "--time");
        Ok(match lock {
            Lock::SpacingSpeed => {
                without(self.args.time.is_some(), "--time")?;
                Locked::SpacingAndSpeed { spacing_m: size_m()?, speed_mps: self.speed_mps()? }
            }
            Lock::SpacingTime => {
                without(self.args.speed.is_some(), "--speed")?;
                Locked::SpacingAndTime { spacing_m: size_m()?, time_s: time_s()? }
            }
            Lock::SpeedTime => {
                without(size.is_some(), flag)?;
                Locked::SpeedAndTime { speed_mps: self.speed_mps()?, time_s: time_s()? }
            }
        })
    }

    /// The pattern that covers an area, and its speed.
    fn sized(&self, lock: Lock) -> Result<(Pattern, f64)> {
        let locked = self.locked(lock)?;
        let sides = || self.need(self.args.area, "--area with --lock");
        Ok(match self.args.pattern {
            Some(Named::Ps | Named::Cs) => {
                let Sides { along_nm, across_nm } = sides()?;
                let across_nm = across_nm.ok_or_else(|| {
                    anyhow!(
                        "--area {along_nm} is one side, and {} covers an area of two: give the one along the legs and the one \
                         across them, such as --area {along_nm}x{}",
                        self.code,
                        0.5 * along_nm
                    )
                })?;
                let sized = sizing::ladder([along_nm * NM_M, across_nm * NM_M], self.heading()?, locked)?;
                (Pattern::Ladder(sized.pattern), sized.speed_mps)
            }
            Some(Named::Ss) => {
                let area = sides()?;
                if area.across_nm.is_some_and(|across_nm| across_nm != area.along_nm) {
                    return Err(anyhow!("an expanding square covers a square: give --area SIDE, such as 6"));
                }
                let sized = sizing::square(area.along_nm * NM_M, self.heading()?, locked)?;
                (Pattern::ExpandingSquare(sized.pattern), sized.speed_mps)
            }
            Some(Named::Vs) => {
                let sized = sizing::sector(self.heading()?, locked)?;
                (Pattern::Sector(sized.pattern), sized.speed_mps)
            }
            _ => return Err(anyhow!("--lock is for ps, cs, ss and vs: give the measures of {}", self.code)),
        })
    }
}

impl Asked {
    pub fn of(named: Named, args: &PatternsArgs) -> Result<Self> {
        let kind = named.kind();
        let typed = Typed { args, code: kind.code().to_lowercase() };
        let start = typed.need(args.start, "--start, the time of commencing")?;
        let (pattern, speed_mps) = match args.lock {
            Some(lock) => {
                let (pattern, speed_mps) = typed.sized(lock)?;
                (second_unit(pattern, args), speed_mps)
            }
            None => (second_unit(pattern(named, &typed)?, args), typed.speed_mps()?),
        };
        pattern.check()?;
        let medium = args.wind.map(|wind| wind.coming_from()).or(args.current.map(|flow| flow.towards()));
        let way = Way::through(medium.unwrap_or_default(), speed_mps);
        let centre = typed.need(args.csp.or(args.from), "--csp, the commence search point")?;
        let mut commence = Waypoint { time_s: unix_seconds(start), at: commence_at(&pattern, args) };
        let drift = typed.drift();
        if args.second_unit
            && let Pattern::Sector(second) = &pattern
        {
            commence = behind_first_leg(second, commence, drift, &way)?;
        }
        Ok(Self {
            named: kind,
            pattern,
            way,
            drift,
            plane: LocalPlane::at(centre),
            commence,
            counts_turns: args.aircraft,
        })
    }

    /// Every craft's legs, in the plane and on the Earth.
    pub fn craft(&self) -> Result<Vec<(LaidOut, Located)>> {
        let lay = |craft| -> Result<(LaidOut, Located)> {
            let laid = self.pattern.laid_out(craft, self.commence, self.drift, &self.way)?;
            let located = laid.on_earth(&self.plane);
            Ok((laid, located))
        };
        (0..self.pattern.craft()).map(lay).collect()
    }

    /// What a reader should know besides.
    pub fn notes(&self, laid: &LaidOut) -> Vec<String> {
        let mut notes = Vec::new();
        let found = self.pattern.kind();
        if found != self.named {
            let (found, named) = (found.code(), self.named.code());
            notes
                .push(format!("the legs lie along the other side of the area: this is {found}, not {named}"));
        }
        if self.counts_turns {
            let short = turns::too_short(&laid.legs, self.way.speed_mps);
            if !short.is_empty() {
                let legs = short.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
                notes.push(format!(
                    "too short for turns at 3° per second: leg {legs}; take a wider spacing or a slower speed"
                ));
            }
        }
        notes
    }
}

/// The pattern by its measures.
fn pattern(named: Named, typed: &Typed<'_>) -> Result<Pattern> {
    let args = typed.args;
    let turn = args.turn.unwrap_or_default().turn();
    Ok(match named {
        Named::Ps | Named::Cs | Named::Pm => {
            let craft = match named {
                Named::Pm => typed.need(args.craft, "--craft, how many there are")?,
                _ => 1,
            };
            let Heading { first_leg_deg, turn } = typed.heading()?;
            let (leg_m, spacing_m, legs) = (typed.leg_m()?, typed.spacing_m()?, typed.legs()?);
            Pattern::Ladder(Ladder { first_leg_deg, leg_m, spacing_m, legs, turn, craft })
        }
        Named::Ss => {
            let Heading { first_leg_deg, turn } = typed.heading()?;
            let (spacing_m, legs) = (typed.spacing_m()?, typed.legs()?);
            Pattern::ExpandingSquare(ExpandingSquare { first_leg_deg, spacing_m, legs, turn })
        }
        Named::Vs => {
            let Heading { first_leg_deg, turn } = typed.heading()?;
            let (radius_m, legs) = (typed.leg_m()?, args.legs.unwrap_or(9));
            Pattern::Sector(Sector { first_leg_deg, radius_m, legs, turn })
        }
        Named::Tsr | Named::Tsn => {
            let (track_deg, length_m) = match (args.from, args.to) {
                (Some(from), Some(to)) => {
                    let line = sarex_geo::geodesic::inverse(from, to);
                    if line.distance.in_metres() < 1.0 {
                        return Err(anyhow!(
                            "--from and --to are one place, {from}: a track line runs from one place to another"
                        ));
                    }
                    (line.bearing_from_start.deg(), line.distance.in_metres())
                }
                _ => (typed.heading()?.first_leg_deg, typed.leg_m()?),
            };
            let returns = matches!(named, Named::Tsr);
            let craft = args.craft.unwrap_or(1);
            // One pass of one craft has no spacing; its area is then a tenth of a mile wide.
            let needs_spacing = returns || craft > 1;
            let spacing_m =
                if needs_spacing { typed.spacing_m()? } else { args.spacing.unwrap_or(0.1) * NM_M };
            Pattern::TrackLine(TrackLine { track_deg, length_m, spacing_m, returns, turn, craft })
        }
        Named::Csc => {
            let creep_deg = typed.need(args.heading, "--heading, the direction of creeping")?.deg();
            let mean_mps = typed.speed_mps()?;
            let or_mean = |value: Option<f64>| value.map_or(mean_mps, |kn| kn * KN_MPS);
            let aircraft = AircraftSpeeds {
                true_air_mps: or_mean(args.true_air_speed),
                mean_mps,
                upwind_mps: or_mean(args.upwind_speed),
                downwind_mps: or_mean(args.downwind_speed),
                cross_mps: or_mean(args.cross_speed),
            };
            let (leg_m, spacing_m, legs) = (typed.leg_m()?, typed.spacing_m()?, typed.legs()?);
            Pattern::Coordinated(Coordinated { creep_deg, leg_m, spacing_m, legs, turn, aircraft })
        }
        Named::B => {
            let drift = typed.drift();
            typed.need(args.drift, "--drift, that of the objects")?;
            let (line_m, legs) = (typed.leg_m()?, typed.legs()?);
            let drift_mps = PlanePoint { east_m: drift.east_mps, north_m: drift.north_mps }.length_m();
            let standing =
                || Barrier::standing_spacing_m(line_m, drift_mps, typed.speed_mps()?).map_err(Into::into);
            let spacing_m = args.spacing.map_or_else(standing, |nm| Ok::<_, anyhow::Error>(nm * NM_M))?;
            Pattern::Barrier(Barrier { line_m, spacing_m, legs, turn, drift })
        }
        Named::Os => {
            let top_ft = typed.need(args.top, "--top, the height of the first circuit")?;
            let radius_m = typed.leg_m()?;
            Pattern::Contour(Contour::about(
                PlanePoint::default(),
                radius_m,
                top_ft,
                args.bottom.unwrap_or(0.0),
            )?)
        }
    })
}

fn second_unit(pattern: Pattern, args: &PatternsArgs) -> Pattern {
    match pattern {
        Pattern::Sector(sector) if args.second_unit => Pattern::Sector(sector.second_unit()),
        Pattern::ExpandingSquare(square) if args.second_unit => Pattern::ExpandingSquare(square.second()),
        pattern => pattern,
    }
}

/// Where the datum of a pair of sector searches is, and when, once the first unit has its first leg behind it.
fn behind_first_leg(second: &Sector, commence: Waypoint, drift: Compensation, way: &Way) -> Result<Waypoint> {
    let first = Sector { first_leg_deg: second.first_leg_deg + 90.0, legs: 1, ..*second };
    let leg = Pattern::Sector(first).laid_out(0, commence, drift, way)?;
    let at = PlanePoint {
        east_m: commence.at.east_m + leg.carried.east_m,
        north_m: commence.at.north_m + leg.carried.north_m,
    };
    Ok(Waypoint { time_s: commence.time_s + leg.duration_s(), at })
}

/// The commence search point from the position that was given.
fn commence_at(pattern: &Pattern, args: &PatternsArgs) -> PlanePoint {
    match pattern {
        Pattern::TrackLine(line) if args.from.is_some() => line.commence_from_a(),
        Pattern::Contour(contour) => contour.circuits[0].outline[0],
        _ => PlanePoint::default(),
    }
}
