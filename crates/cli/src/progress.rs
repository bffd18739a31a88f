//! How far the work has come, and the wish to stop it.

use crate::output::Output;
use indicatif::{ProgressBar, ProgressStyle};
use sarex_io::forecast::Stage;
use sarex_io::search;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

/// So long the work may take to notice that it is to stop.
const PATIENCE: Duration = Duration::from_millis(700);
/// Nothing is written yet.
const WORKING: u8 = 0;
/// Results are being written, or printed.
const WRITING: u8 = 1;
/// The program is ending.
const STOPPED: u8 = 2;

/// A bar on stderr where someone sees it, and an ear for Ctrl-C.
pub struct Progress {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
    phase: Arc<AtomicU8>,
    verbose: bool,
    told: Option<Stage>,
}

impl Progress {
    pub fn new(output: &Output) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let phase = Arc::new(AtomicU8::new(WORKING));
        let (asked, now) = (stop.clone(), phase.clone());
        // Without a handler Ctrl-C still ends the program; only the tidying up would be lost.
        let _ = ctrlc::set_handler(move || {
            asked.store(true, Ordering::Relaxed);
            // Some work listens seldom. Nothing has been written before the results are, so there is nothing to tidy up.
            std::thread::sleep(PATIENCE);
            if now.compare_exchange(WORKING, STOPPED, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                eprintln!("error: stopped on request; nothing was written");
                std::process::exit(1);
            }
        });
        let bar = if output.shows_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let template = "{msg:<28} {wide_bar} {percent:>3} %  {eta:>4} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, stop, phase, verbose: output.verbose, told: None }
    }

    /// Shows a stage; breaks when Ctrl-C was pressed.
    pub fn tell(&mut self, stage: Stage) -> ControlFlow<()> {
        match &stage {
            Stage::Opening(name) => self.say(format!("opening {name}"), &stage),
            Stage::Seeding => self.say("drawing particles".into(), &stage),
            Stage::Tracing(what) => self.say(format!("backtrack: {what}"), &stage),
            Stage::Running(progress) => {
                self.bar.set_message(format!("{} of {} adrift", progress.adrift, progress.particles));
                self.bar.set_length(u64::from(progress.steps));
                self.bar.set_position(u64::from(progress.step));
            }
        }
        self.goes_on()
    }

    /// Shows a stage of planning; breaks when Ctrl-C was pressed.
    pub fn tell_search(&mut self, stage: search::Stage) -> ControlFlow<()> {
        match stage {
            search::Stage::Forecast(stage) => return self.tell(stage),
            search::Stage::Planning { evaluations, budget, pos } => {
                let message =
                    pos.map_or_else(|| "planning".to_owned(), |pos| format!("planning, POS {pos:.2}"));
                self.bar.set_message(message);
                self.bar.set_length(budget);
                self.bar.set_position(evaluations.min(budget));
            }
            search::Stage::LookingAhead { evaluations, budget } => {
                self.bar.set_message("looking one search ahead");
                self.bar.set_length(budget);
                self.bar.set_position(evaluations.min(budget));
            }
            search::Stage::Bounding => self.bar.set_message("bounding what any plan can find"),
        }
        self.goes_on()
    }

    fn goes_on(&self) -> ControlFlow<()> {
        match self.stop.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// From here on the work is finished even if someone wants to stop it: it takes a moment and leaves all or
    /// nothing.
    pub fn writing(&self) {
        if self.phase.compare_exchange(WORKING, WRITING, Ordering::SeqCst, Ordering::SeqCst) == Err(STOPPED) {
            // The program is ending in this moment.
            loop {
                std::thread::park();
            }
        }
        self.bar.set_message("writing");
    }

    pub fn finish(&self) {
        // What is left to do is to print.
        let _ = self.phase.compare_exchange(WORKING, WRITING, Ordering::SeqCst, Ordering::SeqCst);
        self.bar.finish_and_clear();
    }

    fn say(&mut self, text: String, stage: &Stage) {
        if self.verbose && self.told.as_ref() != Some(stage) {
            self.bar.suspend(|| eprintln!("{text}"));
            self.told = Some(stage.clone());
        }
        self.bar.set_message(text);
    }
}
