//! Every target over good input and over damaged copies of it: cut off, bits flipped, bytes set, pieces doubled.
//!
//! The damage is drawn from fixed streams, so a failure repeats; its message says target, seed and round.

use sarex_fuzz::{TARGETS, seeds};
use sarex_geo::Streams;
use sarex_geo::streams::Process;

/// Damaged copies per seed.
const ROUNDS: u32 = 2_000;

#[test]
fn targets_survive_damaged_input() {
    for (name, target) in TARGETS {
        let seeds = seeds::of(name);
        assert!(!seeds.is_empty(), "{name} has no seed");
        for (number, seed) in seeds.iter().enumerate() {
            assert!(target(seed), "{name}, seed {number}: good input is refused");
            for round in 0..ROUNDS {
                let damaged = damage(seed, number as u32, round);
                let outcome = std::panic::catch_unwind(|| target(&damaged));
                assert!(outcome.is_ok(), "{name}, seed {number}, round {round}");
            }
        }
    }
}

/// A copy with one to eight faults; faults favour the beginning, where headers are.
fn damage(seed: &[u8], number: u32, round: u32) -> Vec<u8> {
    let stream = Streams::new(2018).particle(number);
    let mut bytes = seed.to_vec();
    for fault in 0..=(round % 8) {
        if bytes.is_empty() {
            break;
        }
        let [kind, place, value, near] = stream.words(round, Process::SeedPosition, fault);
        let reach = if near % 2 == 0 { bytes.len() } else { bytes.len().min(512) };
        let at = place as usize % reach;
        match kind % 5 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << (value % 8),
            2 => bytes[at] = value as u8,
            3 => bytes[at] = [0x00, 0xff, 0x7f, 0x80][value as usize % 4],
            _ => {
                let piece = bytes[at..bytes.len().min(at + value as usize % 16)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}
