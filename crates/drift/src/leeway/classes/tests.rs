//! Claims about the table and about users' classes.

use super::*;
use crate::{leeway::CAPSIZED_FACTOR, shared};

fn class(number: u32) -> &'static ObjectClass {
    ClassTable::standard().get(&number.to_string()).unwrap()
}

fn set(numbers: impl Fn(&ObjectClass) -> bool) -> Vec<u32> {
    ClassTable::standard().classes().iter().filter(|c| numbers(c)).map(|c| c.number).collect()
}

fn values(c: &Coefficients) -> [f64; 9] {
    [c.downwind, c.right, c.left]
        .map(|c| [c.slope_pct, c.offset_cm_s, c.std_cm_s])
        .concat()
        .try_into()
        .unwrap()
}

/// Every number and word of the reference list, row by row.
#[test]
fn the_table_equals_the_reference() {
    let Some(rows) = shared::csv("reference/drift/leeway_classes.csv") else { return };
    let classes = ClassTable::standard().classes();
    assert_eq!(rows.len() - 1, classes.len());
    for (row, class) in rows[1..].iter().zip(classes) {
        assert_eq!(
            row[..5],
            [
                class.number.to_string(),
                class.key.clone(),
                class.group.clone(),
                class.level.to_string(),
                class.description.clone()
            ]
        );
        let numbers: Vec<f64> = row[5..14].iter().map(|field| field.parse().unwrap()).collect();
        assert_eq!(numbers, values(&class.coefficients), "{}", class.key);
        assert_eq!(row[15], class.notes, "{}", class.key);
    }
}

/// The anomalies that `data/classes/README.md` warns of are really in the data, and nowhere else.
#[test]
fn known_anomalies_are_as_described() {
    let table = ClassTable::standard().classes();
    assert_eq!(table.len(), 85);
    assert!(table.iter().enumerate().all(|(i, c)| c.number as usize == i + 1));
    let equal: Vec<(u32, u32)> = table
        .iter()
        .flat_map(|a| table.iter().map(move |b| (a, b)))
        .filter(|(a, b)| a.number < b.number && a.coefficients == b.coefficients)
        .map(|(a, b)| (a.number, b.number))
        .collect();
    assert_eq!(equal, [(29, 32), (51, 64), (78, 84)]);
    let mirrored = |c: &Coefficients| {
        c.right.slope_pct == -c.left.slope_pct
            && c.right.offset_cm_s == -c.left.offset_cm_s
            && c.right.std_cm_s == c.left.std_cm_s
    };
    let asymmetric = set(|c| !mirrored(&c.coefficients));
    let listed =
        [4, 7, 8, 9, 10, 12, 15, 16, 17, 24, 25, 35, 36, 37, 38, 39, 40, 45, 57, 58, 60, 61, 62, 63, 68, 72];
    assert_eq!(asymmetric, listed);
    let assigned = |d: f64, c: f64| {
        set(|class| {
            let k = class.coefficients;
            (k.downwind.std_cm_s, k.right.std_cm_s, k.left.std_cm_s) == (d, c, c)
        })
    };
    assert_eq!(assigned(12.0, 9.4), [1, 20, 26, 30, 50, 79, 80, 83]);
    assert_eq!(assigned(8.3, 6.7), [2, 42, 51, 52, 53, 56, 64, 66]);
    assert_eq!(set(|c| c.coefficients.downwind.offset_cm_s < 0.0).len(), 17);
    assert_eq!(set(|c| c.coefficients.downwind.offset_cm_s > 8.0), [6, 27, 41, 47, 69, 70, 76]);
    assert_eq!(values(&class(67).coefficients), [0.0; 9]);
    assert_eq!(class(63).key, "SAILBOAT-6b");
    assert!(class(24).coefficients.left.slope_pct > 0.0);
    assert_eq!((class(25).coefficients.right.slope_pct, class(25).coefficients.left.slope_pct), (0.0, 0.0));
}

/// Each class cites a source in full, and capsizes to what was measured turned over (drift reference 1.4).
#[test]
fn classes_cite_and_capsize() {
    for class in ClassTable::standard().classes() {
        assert!(class.source.contains("20") && class.source.len() > 20, "{}", class.source);
        let capsized = class.capsized.as_ref().map(|c| c.key.as_str());
        let expected = match class.number {
            7..=17 => Some("LIFE-RAFT-DB-21"),
            20..=22 => Some("LIFE-RAFT-SB-9"),
            44 | 45 | 47 => Some("SKIFF-3"),
            _ => None,
        };
        assert_eq!(capsized, expected, "{}", class.key);
    }
    assert_eq!(class(20).capsized_coefficients(), class(23).coefficients);
    assert_eq!(class(1).capsized_coefficients().downwind.slope_pct, 0.96 * CAPSIZED_FACTOR);
}

#[test]
fn wrong_names_get_the_nearest() {
    let table = ClassTable::standard();
    assert_eq!(table.nearest("LIVERAFT-DB-10").key, "LIFE-RAFT-DB-10");
    assert_eq!(table.nearest("sepirp").key, "SEPIRB");
    let error = table.get("SKIF-3").unwrap_err().to_string();
    assert!(error.contains("unknown object class `SKIF-3`") && error.contains("`SKIFF-3`"), "{error}");
    assert!(table.get("86").is_err() && table.get("").is_err());
    assert!(table.get(&"x".repeat(1 << 20)).unwrap_err().to_string().len() < 400);
}

#[test]
fn edits_are_counted() {
    for (a, b, distance) in [("", "abc", 3), ("kitten", "sitting", 3), ("same", "same", 0), ("ab", "ba", 2)] {
        assert_eq!(edit_distance(a, b), distance);
    }
}

const OWN: &str = r#"
[[class]]
key = "OUTRIGGER-1"
description = "Outrigger canoe"
downwind_slope_pct = 2
downwind_offset_cm_s = 0.5
downwind_std_cm_s = 3.0
right_slope_pct = 0.4
right_offset_cm_s = 0.2
right_std_cm_s = 2.0
source = "own trials"
"#;

#[test]
fn users_classes_join_the_table() {
    let own = OWN.to_owned() + "capsized = \"skiff-3\"\n";
    let table = ClassTable::with_user(&own).unwrap();
    let outrigger = table.get("outrigger-1").unwrap();
    assert_eq!(outrigger.number, 1001);
    let left = Component { slope_pct: -0.4, offset_cm_s: -0.2, std_cm_s: 2.0 };
    assert_eq!(outrigger.coefficients.left, left);
    assert_eq!(outrigger.capsized_coefficients(), class(46).coefficients);
    assert_eq!(table.classes().len(), 86);
    assert_eq!(ClassTable::with_user("").unwrap(), *ClassTable::standard());
}

/// Each mistake is answered with the class, the key and what would be right.
#[test]
fn users_mistakes_are_named() {
    for (from, to, says) in [
        ("OUTRIGGER-1", "PIW-1", "its key is taken by `PIW-1`"),
        ("key =", "number = 7\nkey =", "number 7 is taken by `LIFE-RAFT-DB-10`"),
        ("downwind_slope_pct = 2", "", "line 2: object class `OUTRIGGER-1` has no `downwind_slope_pct`: add"),
        (
            "downwind_slope_pct = 2",
            "downwind_slop_pct = 2",
            "line 5: unknown key `downwind_slop_pct`; did you mean `downwind_slope_pct`?",
        ),
        ("downwind_slope_pct = 2", "downwind_slope_pct = 200", "not between -30 and 30 % of the wind speed"),
        ("downwind_slope_pct = 2", "downwind_slope_pct = nan", "downwind_slope_pct = NaN is not between"),
        ("right_std_cm_s = 2.0", "right_std_cm_s = -1", "right_std_cm_s = -1 is not between 0 and 100 cm/s"),
        ("source =", "left_slope_pct = -0.4\nsource =", "or none of them"),
        ("source = \"own trials\"", "", "has no `source`: add where its numbers come from"),
        ("source = \"own trials\"", "source = 3", "line 11: "),
        ("own trials", " ", "`source` is empty"),
        ("source =", "capsized = \"BARREL\"\nsource =", "capsized = `BARREL` is not a class"),
        ("[[class]]", "[[class]", "line 2: "),
    ] {
        let error = ClassTable::with_user(&OWN.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(says), "{to}: {error}");
    }
}

#[test]
fn overrides_change_what_they_name() {
    let overrides: Overrides = toml::from_str("downwind_slope_pct = 3.5\nleft_std_cm_s = 0").unwrap();
    let changed = overrides.apply(class(26)).unwrap();
    let mut expected = class(26).clone();
    expected.coefficients.downwind.slope_pct = 3.5;
    expected.coefficients.left.std_cm_s = 0.0;
    assert_eq!(changed, expected);
    assert!(toml::from_str::<Overrides>("downwind_slope = 3.5").is_err());
    let wild = Overrides { right_std_cm_s: Some(f64::NAN), ..Overrides::default() };
    assert!(wild.apply(class(26)).is_err());
}
