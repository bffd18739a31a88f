//! Cases drawn from a seed: 1 to 10 units, 1 to 3 object types, everything moving.

use super::case::{Case, CaseRules, Current, Curve, Noise, Object, Shape, Source, Tide, Unit, Wind};
use super::mix::Draws;
use sarex_search::Domain;
use std::collections::BTreeMap;

/// What a kind of object does and how well it is seen: leeway slope, offset, divergence, width from aircraft and ship.
const OBJECTS: [(&str, f64, f64, f64, f64, f64); 4] = [
    ("piw", 0.011, 0.07, 30.0, 0.30, 0.45),
    ("raft", 0.030, 0.02, 20.0, 1.80, 2.40),
    ("skiff", 0.034, 0.04, 22.0, 2.20, 2.80),
    ("vessel", 0.037, 0.02, 48.0, 2.40, 3.20),
];

/// The case number `index` (from 1).
pub fn seeded(index: u64) -> Case {
    let mut dice = Dice { draws: Draws::of(0x5A8E, index), next: 0 };
    let object = objects(&mut dice);
    let spread_nm = dice.between(4.0, 22.0);
    let source = source(&mut dice, spread_nm);
    let end_h = dice.whole(4, 10) as f64;
    let units = 1 + (index as usize - 1) % 10;
    let tide = dice.yes(0.4).then(|| Tide {
        amplitude_kn: [dice.between(-0.8, 0.8), dice.between(-0.8, 0.8)],
        period_h: 12.42,
        phase_h: dice.between(0.0, 12.0),
    });
    let shear = if dice.yes(0.3) { 0.008 } else { 0.0 };
    let current = Current {
        constant_kn: [dice.between(-0.7, 0.7), dice.between(-0.7, 0.7)],
        gradient_per_h: [[dice.between(-shear, shear), 0.0], [0.0, dice.between(-shear, shear)]],
        reference_nm: [0.0, 0.0],
        tide,
    };
    let wind = Wind { speed_kn: dice.between(6.0, 26.0), toward_deg: dice.between(0.0, 360.0) };
    let rules = CaseRules { same_corner: dice.yes(0.25) };
    let sru = (0..units).map(|k| unit(&mut dice, k, &object, end_h, spread_nm)).collect();
    Case {
        id: format!("R{index:02}"),
        title: format!("seeded: {units} units, {} object types", object.len()),
        seed: 9000 + index,
        step_min: 10.0,
        end_h,
        wind,
        current,
        current_noise: Noise { sd_kn: dice.between(0.1, 0.25), half_life_min: 264.0 },
        object,
        source,
        rules,
        searched: Vec::new(),
        sru,
        control: None,
        reference: None,
    }
}

fn objects(dice: &mut Dice) -> Vec<Object> {
    let count = dice.whole(1, 3);
    let first = dice.whole(0, OBJECTS.len() - 1);
    let shares: Vec<f64> = (0..count).map(|_| dice.between(0.5, 1.5)).collect();
    let sum: f64 = shares.iter().sum();
    let row = |(k, share): (usize, &f64)| {
        let (name, downwind_slope, offset_kn, divergence_deg, ..) = OBJECTS[(first + k) % OBJECTS.len()];
        let probability = share / sum;
        Object { name: name.into(), probability, downwind_slope, offset_kn, divergence_deg, slope_sd: 0.15 }
    };
    shares.iter().enumerate().map(row).collect()
}

fn source(dice: &mut Dice, spread_nm: f64) -> Vec<Source> {
    let release_h = [dice.between(-6.0, -3.0), dice.between(-2.5, -0.5)];
    let one = |shape: Shape, weight: f64| Source { weight, shape, release: None, release_h };
    let axis_deg = dice.between(0.0, 180.0);
    let flat = dice.between(0.4, 1.0);
    let gaussian = |centre_nm: [f64; 2], sigma: f64| Shape::Gaussian {
        centre_nm,
        sigma_nm: [sigma, sigma * flat],
        axis_deg,
    };
    match dice.whole(0, 4) {
        0 => {
            let away = dice.between(2.0, 4.0) * spread_nm;
            let share = dice.between(0.4, 0.7);
            vec![
                one(gaussian([-0.5 * away, 0.0], 0.6 * spread_nm), share),
                one(gaussian([0.5 * away, 0.3 * away], 0.4 * spread_nm), 1.0 - share),
            ]
        }
        1 => {
            let half = 1.5 * spread_nm;
            let north = dice.between(-1.0, 1.0) * half;
            let shape = Shape::Line {
                from_nm: [-half, -north],
                to_nm: [half, north],
                sigma_cross_nm: 0.3 * spread_nm,
            };
            vec![Source { release: Some("along".into()), ..one(shape, 1.0) }]
        }
        2 => {
            let (length_nm, width_nm) = (3.0 * spread_nm, 3.0 * spread_nm * flat);
            vec![one(Shape::Rectangle { centre_nm: [0.0, 0.0], length_nm, width_nm, axis_deg }, 1.0)]
        }
        _ => vec![one(gaussian([0.0, 0.0], spread_nm), 1.0)],
    }
}

fn unit(dice: &mut Dice, k: usize, objects: &[Object], end_h: f64, spread_nm: f64) -> Unit {
    let surface = dice.yes(0.4);
    let helicopter = dice.yes(0.5);
    let (letter, search_kn, transit_kn, on_scene_h, sortie_h, min_spacing_nm, far) =
        match (surface, helicopter) {
            (true, _) => ("V", dice.between(12.0, 18.0), 24.0, end_h, None, 0.1, 1.5),
            (false, true) => ("H", dice.between(70.0, 90.0), 120.0, 2.2, Some(3.4), 0.2, 2.5),
            (false, false) => ("F", dice.between(140.0, 180.0), 205.0, 4.0, Some(5.5), 0.5, 5.0),
        };
    let distance = dice.between(0.6, 1.0) * far * (spread_nm + 8.0);
    let (s, c) = sarex_geo::math::sin_cos_turns(dice.between(0.0, 1.0));
    let see = dice.between(0.8, 1.2);
    let a0 = [0.0, 0.3, 0.625, 0.9, 1.2][dice.whole(0, 4)];
    let curve = |object: &Object| {
        let row = OBJECTS.iter().find(|row| row.0 == object.name).expect("an object of the table");
        let width = if surface { row.5 } else { row.4 };
        let curve = Curve { family: "logit".into(), a0: Some(a0), beta: None, sweep_width_nm: see * width };
        (object.name.clone(), curve)
    };
    Unit {
        id: format!("{letter}{}", k + 1),
        domain: if surface { Domain::Surface } else { Domain::Air },
        base_nm: [distance * s, distance * c],
        available_h: Some(dice.between(0.0, 1.5)),
        cst_h: None,
        transit_kn: Some(transit_kn),
        search_kn,
        on_scene_h,
        sortie_h,
        min_spacing_nm,
        lrc: objects.iter().map(curve).collect::<BTreeMap<_, _>>(),
    }
}

/// Numbers in order.
struct Dice {
    draws: Draws,
    next: u64,
}

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.next += 1;
        self.draws.uniform(self.next)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.uniform() * (high - low)
    }

    fn whole(&mut self, low: usize, high: usize) -> usize {
        low + (self.uniform() * (high - low + 1) as f64) as usize
    }

    fn yes(&mut self, chance: f64) -> bool {
        self.uniform() < chance
    }
}
