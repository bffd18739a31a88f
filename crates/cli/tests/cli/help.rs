//! What `--help` says, word by word. Write the files anew with `SAREX_BLESS=1 cargo test -p sarex-cli help`.

use crate::world::World;
use std::path::Path;

#[test]
fn help_texts() {
    let world = World::new();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden");
    for (name, args) in [
        ("sarex.txt", &["--help"][..]),
        ("drift.txt", &["drift", "--help"]),
        ("classes.txt", &["classes", "--help"]),
        ("fields.txt", &["fields", "--help"]),
        ("coast.txt", &["coast", "--help"]),
        ("coast-build.txt", &["coast", "build", "--help"]),
    ] {
        let called = world.sarex(args);
        assert_eq!(called.code, 0, "{name}");
        let file = golden.join(name);
        if std::env::var_os("SAREX_BLESS").is_some() {
            std::fs::write(&file, &called.stdout).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(called.stdout, expected, "{name} changed; if that is meant, see the head of this file");
    }
}
