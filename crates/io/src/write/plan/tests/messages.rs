//! Messages in three languages: read back, equal in every number, within the columns of a teleprinter.

use crate::write::CaseKind;
use crate::write::picture::font;
use crate::write::plan::message::words::Label;
use crate::write::plan::message::{ActionMessage, Language, SituationReport};
use crate::write::plan::record::{AliveRecord, LookAheadRecord, ObjectRecord};
use crate::write::plan::{PlanRecord, fixture};
use sarex_drift::leeway::ClassTable;

fn record() -> PlanRecord {
    PlanRecord::of(&fixture::plan().report()).unwrap()
}

#[test]
fn messages_are_read_back_in_every_language() {
    let mut record = record();
    for round in 0..3 {
        if round == 1 {
            record.kind = CaseKind::Real;
            record.created = Some("2026-11-20T05:40:10Z".parse().unwrap());
            record.title =
                "乗員十二名を乗せた漁船が対馬東方沖で転覆し救命いかだ一艘が漂流しているものとみられる事案"
                    .into();
            record.units[0].id = "a; b\nc".into();
        }
        if round == 2 {
            record.datum = None;
            record.objects.clear();
            record.units.clear();
            record.warnings.clear();
            record.message = Default::default();
            record.conditions = Default::default();
        }
        let (action, sitrep) = (ActionMessage::of(&record), SituationReport::of(&record));
        for language in Language::ALL {
            let text = action.text(language);
            assert_eq!(
                ActionMessage::parse(&text, language).unwrap_or_else(|e| panic!("{e}\n{text}")),
                action
            );
            let text = sitrep.text(language);
            assert_eq!(
                SituationReport::parse(&text, language).unwrap_or_else(|e| panic!("{e}\n{text}")),
                sitrep
            );
        }
    }
}

/// Digits with the points and colons inside them, in their order.
fn numbers(text: &str) -> Vec<String> {
    let part = |c: char| c.is_ascii_digit() || c == '.' || c == ':';
    let words = text.split(|c: char| !part(c)).filter(|w| w.chars().any(|c| c.is_ascii_digit()));
    words.map(|w| w.trim_matches(['.', ':']).to_owned()).collect()
}

fn columns(line: &str) -> usize {
    line.chars().map(|c| if u32::from(c) > 0x1100 { 2 } else { 1 }).sum()
}

#[test]
fn every_number_is_equal_in_three_languages() {
    let record = record();
    let (action, sitrep) = (ActionMessage::of(&record), SituationReport::of(&record));
    let [en, ko, ja] = Language::ALL.map(|l| numbers(&action.text(l)));
    assert!(en.len() > 300 && en == ko && en == ja);
    let [en, ko, ja] = Language::ALL.map(|l| numbers(&sitrep.text(l)));
    assert!(en.len() > 60 && en == ko && en == ja, "{en:?}\n{ko:?}");
}

/// Classes of the table are told in the reader's words with the same figures, and are read back; a user's own class, and
/// one that a user describes otherwise, keep the text that they have.
#[test]
fn classes_are_told_in_the_readers_words() {
    let mut record = record();
    let pattern = record.objects[0].clone();
    let object = |key: &str, description: &str| ObjectRecord {
        class: key.into(),
        description: description.into(),
        ..pattern.clone()
    };
    let table = ClassTable::standard().classes();
    record.objects = table.iter().map(|class| object(&class.key, &class.description)).collect();
    record.objects.push(object("OUTRIGGER-1", "Outrigger canoe; one person"));
    record.objects.push(object("PIW-1", "Swimmer with a red buoy"));
    let message = ActionMessage::of(&record);
    let english = message.text(Language::English);
    for language in [Language::Korean, Language::Japanese] {
        let text = message.text(language);
        assert!(text.lines().all(|line| columns(line) <= 69), "{text}");
        assert_eq!(numbers(&text), numbers(&english));
        let joined = text.replace("\n     ", "").replace("\n    ", " ");
        for class in table {
            let names = class.names().unwrap();
            let name = if language == Language::Korean { &names.ko } else { &names.ja };
            assert!(joined.contains(&format!("; {name}\n")), "{name}\n{text}");
            assert!(!joined.contains(&*class.description), "{}", class.description);
        }
        for own in ["Outrigger canoe, one person", "Swimmer with a red buoy"] {
            assert!(joined.contains(own), "{own}\n{text}");
        }
        assert_eq!(ActionMessage::parse(&text, language).unwrap(), message);
    }
}

/// What the program warns of is English: the heading says so to those who read another language.
#[test]
fn the_heading_of_cautions_names_their_language() {
    let record = record();
    for (language, heading) in
        [(Language::Korean, "주의 사항 (영어 원문):"), (Language::Japanese, "注意事項 (英語原文):")]
    {
        for text in [ActionMessage::of(&record).text(language), SituationReport::of(&record).text(language)] {
            let after = text.split_once(heading).unwrap_or_else(|| panic!("{text}")).1;
            assert!(after.starts_with("\n- Current is SYNTHETIC"), "{text}");
        }
    }
}

/// The fonts of the briefing have every letter of labels and of names.
#[test]
fn no_word_is_drawn_as_a_box() {
    let labels = Label::ALL.iter().flat_map(|label| Language::ALL.map(|language| label.word(language)));
    let names = ClassTable::standard().classes().iter().filter_map(|class| class.names());
    for text in labels.chain(names.flat_map(|names| [names.ko.as_str(), names.ja.as_str()])) {
        assert_eq!(font::boxed(text), [], "{text}");
    }
}

#[test]
fn lines_fit_a_teleprinter() {
    let record = record();
    for language in Language::ALL {
        let texts = [ActionMessage::of(&record).text(language), SituationReport::of(&record).text(language)];
        for line in texts.iter().flat_map(|t| t.lines()) {
            assert!(columns(line) <= 69, "{line}");
            assert!(!line.ends_with(' '), "{line:?}");
        }
    }
}

#[test]
fn what_is_not_ours_is_refused_with_its_line() {
    let text = ActionMessage::of(&record()).text(Language::English);
    let other = text.replace("Search legs: 4", "Search legs: four");
    let error = ActionMessage::parse(&other, Language::English).unwrap_err();
    assert!(error.to_string().contains("Search legs: four"), "{error}");
    for bad in
        ["", "EXERCISE", &text[..text.len() / 2], &format!("{text}more\n"), &text.replace("0600Z", "2460Z")]
    {
        assert!(ActionMessage::parse(bad, Language::English).is_err(), "{bad}");
    }
    assert!(ActionMessage::parse(&text, Language::Korean).is_err());
}

/// The first leg over ground is the first turn's course; where a drift is followed, its direction in that frame is another.
#[test]
fn the_first_leg_says_in_which_frame() {
    let record = record();
    let message = ActionMessage::of(&record);
    let mut apart = 0;
    for (task, unit) in message.tasks.iter().zip(&record.units) {
        assert_eq!(Some(task.first_leg), task.turns[0].leg.0.map(|(course, _)| course), "{}", unit.id);
        assert_eq!(task.first_leg_drifting.0.is_some(), unit.pattern.drift.is_some());
        apart += usize::from(task.first_leg_drifting.0.is_some_and(|drifting| drifting != task.first_leg));
    }
    assert!(apart > 0, "no drift turns a leg: the test is idle");
}

/// What the next sortie would bring stands in both messages, as no tasking, and is read back.
#[test]
fn a_look_ahead_is_told_as_none_of_the_tasking() {
    let mut owned = fixture::plan();
    owned.look_ahead = Some(LookAheadRecord {
        note: String::new(),
        start: "2026-11-20T21:30:00Z".parse().unwrap(),
        end: "2026-11-21T01:00:00Z".parse().unwrap(),
        turn_round_h: 2.0,
        pos: 0.2345,
        cumulative_pos: 0.7678,
        alone: None,
        units: Vec::new(),
        notes: Vec::new(),
    });
    let record = PlanRecord::of(&owned.report()).unwrap();
    let (action, sitrep) = (ActionMessage::of(&record), SituationReport::of(&record));
    assert_eq!(ActionMessage::of(&self::record()).outcome.ahead, []);
    for language in Language::ALL {
        for text in [action.text(language), sitrep.text(language)] {
            let note = Label::AheadNote.word(language);
            let joined = text.replace("\n     ", "").replace("\n    ", " ");
            assert!(
                joined.contains(note) && joined.contains(": 23.5 %") && joined.contains(": 76.8 %"),
                "{text}"
            );
        }
        assert_eq!(ActionMessage::parse(&action.text(language), language).unwrap(), action);
        assert_eq!(SituationReport::parse(&sitrep.text(language), language).unwrap(), sitrep);
    }
    let json: serde_json::Value = serde_json::to_value(&record).unwrap();
    assert_eq!(json["look_ahead"]["pos"], 0.2345);
    let schema = crate::write::plan::record::schema();
    assert!(schema["properties"]["look_ahead"].is_object());
}

/// A plan for survivors tells them as a band in both messages, and what the bound is of; another one has no such lines.
#[test]
fn survivors_are_told_as_a_band() {
    let mut owned = fixture::plan();
    owned.found_alive = Some(AliveRecord { low: 0.1234, middle: 0.2345, high: 0.3456 });
    let record = PlanRecord::of(&owned.report()).unwrap();
    let (action, sitrep) = (ActionMessage::of(&record), SituationReport::of(&record));
    assert_eq!(ActionMessage::of(&self::record()).outcome.alive, []);
    for language in Language::ALL {
        for text in [action.text(language), sitrep.text(language)] {
            let joined = text.replace("\n     ", "").replace("\n    ", " ");
            for said in [": 12.3 %", ": 23.5 %", ": 34.6 %", Label::AliveNote.word(language)] {
                assert!(joined.contains(said), "{said}\n{text}");
            }
        }
        assert_eq!(ActionMessage::parse(&action.text(language), language).unwrap(), action);
        assert_eq!(SituationReport::parse(&sitrep.text(language), language).unwrap(), sitrep);
    }
    assert_eq!(serde_json::to_value(&record).unwrap()["found_alive"]["high"], 0.3456);
}

/// A square and a sector search creep nowhere: no file gives them a direction of creep.
#[test]
fn what_does_not_creep_has_no_creep() {
    use sarex_search::pattern::PatternKind;
    let mut owned = fixture::plan();
    for (kind, task) in [PatternKind::ExpandingSquare, PatternKind::Sector].into_iter().zip(0..) {
        let task: &mut sarex_search::Assignment = &mut owned.plan.assignments[task];
        task.pattern.kind = kind;
    }
    let record = PlanRecord::of(&owned.report()).unwrap();
    let creeps: Vec<bool> = record.units.iter().map(|unit| unit.pattern.creep_deg.is_some()).collect();
    assert_eq!(creeps, [false, false, true, true, true]);
    let message = ActionMessage::of(&record);
    assert_eq!(message.tasks[0].creep.0, None);
    // A sector search has a radius, and no track spacing.
    let spaced: Vec<bool> = message.tasks.iter().map(|task| task.spacing.0.is_some()).collect();
    assert_eq!(spaced, [true, false, true, true, true]);
    for (unit, spaced) in record.units.iter().zip(spaced) {
        let told = crate::write::plan::text::task(&record, unit);
        assert_eq!((told.contains("track spacing"), told.contains("radius")), (spaced, !spaced), "{told}");
    }
    for language in Language::ALL {
        assert_eq!(ActionMessage::parse(&message.text(language), language).unwrap(), message);
    }
    for (unit, creeps) in record.units.iter().zip(creeps) {
        assert_eq!(crate::write::plan::text::task(&record, unit).contains("creep"), creeps, "{}", unit.area);
    }
}
