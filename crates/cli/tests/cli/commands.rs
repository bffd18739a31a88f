//! The small commands.

use crate::world::World;

#[test]
fn classes_are_found_by_word_and_number() {
    let world = World::new();
    let all = world.sarex(&["classes", "--json"]);
    let all: Vec<serde_json::Value> = serde_json::from_str(&all.stdout).unwrap();
    assert_eq!(all.len(), 85);
    let one = world.sarex(&["classes", "26"]);
    assert!(one.stdout.contains("LIFE-RAFT-NB-1") && one.stdout.lines().count() == 2, "{}", one.stdout);
    let words = world.sarex(&["classes", "raft", "CANOPY"]);
    assert!(words.stdout.contains("LIFE-RAFT-DB-13") && !words.stdout.contains("PIW"), "{}", words.stdout);
    let none = world.sarex(&["classes", "zeppelin"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert!(none.stderr.contains("zeppelin"));
}

#[test]
fn completions_for_every_shell() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let called = world.sarex(&["completions", shell]);
        assert_eq!(called.code, 0);
        assert!(called.stdout.contains("sarex") && called.stdout.contains("drift"), "{shell}");
    }
}

#[test]
fn wrong_usage_is_2() {
    let world = World::new();
    for args in [&["drfit"][..], &[], &["classes", "--threads", "0"], &["drift"], &["completions", "tcsh"]] {
        let called = world.sarex(args);
        assert_eq!(called.code, 2, "{args:?} {called:?}");
    }
}
