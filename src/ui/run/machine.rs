//! The run as a machine: each press and each event changes its phase and yields what is to be done about it.
//!
//! What can be read off the phase is not an effect: which [buttons](Machine::buttons) can be pressed, whether the worker
//! [owes events](Machine::owes_events), and whether it [is busy](Machine::is_busy), so that the turn is wanted.

use super::alphabet::{Buttons, Effect, Input, Phase, Place, Side};
use super::manner::{Manner, Train};
use super::recovery::Recovery;
use crate::protocol::{Command, Phase as Told};
use crate::ui::words;

mod faults;

#[derive(Debug)]
pub struct Machine {
    manner: &'static Manner,
    phase: Phase,
    /// The run that was asked for last; reports of an earlier one are not shown.
    run: u32,
    /// The next Train or Step sets up a run first: the settings differ from the one on the screen, or there is none.
    pending: bool,
    /// The network that was trained beforehand is shown, or would be were it here.
    pretrained: bool,
    /// A run was asked for and has not answered yet: settings that are refused now are its own.
    setting_up: bool,
    /// The data were here once, so that an early Train is obeyed.
    loaded: bool,
    /// Why it must wait.
    held: Option<String>,
    sides: Vec<Side>,
    recovery: Recovery,
}

impl Machine {
    pub fn new(manner: &'static Manner) -> Self {
        Self {
            manner,
            phase: if manner.train == Train::Once { Phase::Idle } else { Phase::Loading },
            run: 0,
            pending: false,
            pretrained: manner.pretrained,
            setting_up: false,
            loaded: false,
            held: None,
            sides: Vec::new(),
            recovery: Recovery::default(),
        }
    }

    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// It trains, or would if it had the turn.
    pub fn is_training(&self) -> bool {
        matches!(self.phase, Phase::Running | Phase::Waiting)
    }

    pub fn is_pretrained(&self) -> bool {
        self.pretrained
    }

    pub fn has_loaded(&self) -> bool {
        self.loaded
    }

    pub fn has(&self, side: Side) -> bool {
        self.sides.contains(&side)
    }

    /// The number of the run that is shown.
    pub fn run(&self) -> u32 {
        self.run
    }

    /// The number of a run that is set up now, as [`Effect::Configure`] and the like ask for.
    pub fn set_up(&mut self) -> u32 {
        (self.pending, self.pretrained, self.setting_up) = (false, false, true);
        self.run += 1;
        self.run
    }

    /// Why it does not continue, while another figure has the turn.
    pub fn waits(&self) -> Option<&str> {
        self.held.as_deref()
    }

    /// The turn is wanted.
    pub fn is_busy(&self) -> bool {
        self.is_training() || !self.sides.is_empty()
    }

    /// The worker is taken for dead if it is silent for long.
    pub fn owes_events(&self) -> bool {
        // Data may take longer than that to load.
        let begins = self.manner.train == Train::Once && self.phase == Phase::Loading && self.loaded;
        self.is_training() || begins || self.has(Side::Comparison)
    }

    pub fn buttons(&self) -> Buttons {
        use Phase::*;
        let once = self.manner.train == Train::Once;
        Buttons {
            train: match self.phase {
                Missing | Lost => false,
                Loading => !once && self.loaded,
                Restored => once || self.loaded,
                Running => self.manner.train == Train::Anew,
                // Pressed while it waits, it goes first.
                Idle | Waiting | Paused | Ended | Diverged => true,
            },
            stop: self.is_training() || once && self.phase == Loading,
            step: !matches!(self.phase, Loading | Missing | Lost | Restored),
            reset: self.phase != Missing,
        }
    }

    /// What is to be done now, in this order.
    pub fn take(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Start => return vec![Effect::Open],
            Input::Train => return self.train(),
            Input::Stop => return self.stop(),
            Input::Step => return self.step(),
            Input::Reset => return self.reset(),
            Input::Fresh => return self.fresh(),
            Input::GoOn => return self.go_on(),
            Input::Live(command) if self.listens() => return vec![Effect::Send(command)],
            Input::Data => return self.other_data(),
            Input::Pretrained => return self.pretrained(),
            Input::Refused => return self.refused(),
            Input::Progress { run, phase, begun } => return self.progress(run, phase, begun),
            Input::Fault(kind, message) => return self.fault(kind, &words::sentence(&message)),
            Input::Ready if self.phase == Phase::Lost && !self.recovery.is_over() => {
                self.phase = Phase::Restored;
                return vec![Effect::Open];
            }
            Input::Loaded => self.loaded = true,
            Input::MustWait(why) => self.hold(Some(why)),
            Input::GoesOn => self.hold(None),
            Input::Side(side, on) => {
                self.sides.retain(|other| *other != side);
                self.sides.extend((on && self.listens()).then_some(side));
            }
            Input::Live(_) | Input::Ready => {}
        }
        Vec::new()
    }

    /// There is a worker, and it has what it needs or gets it.
    pub fn listens(&self) -> bool {
        !matches!(self.phase, Phase::Lost | Phase::Missing)
    }

    /// Has a run set up in place of the one on the screen.
    fn configure(&self) -> Vec<Effect> {
        vec![Effect::ClearNotice, Effect::Pending(false), Effect::Configure]
    }

    /// What must come before the run continues.
    fn configure_if_due(&mut self) -> Vec<Effect> {
        if !self.pending && !self.pretrained && self.phase != Phase::Diverged {
            return vec![Effect::ClearNotice];
        }
        if !self.is_training() {
            self.leave();
        }
        self.configure()
    }

    /// What was trained is left for another run.
    fn leave(&mut self) {
        if !matches!(self.phase, Phase::Loading | Phase::Restored) {
            self.phase = Phase::Idle;
        }
    }

    fn train(&mut self) -> Vec<Effect> {
        let mut effects = match (self.manner.train, self.phase) {
            (_, Phase::Lost | Phase::Missing) | (Train::Once, Phase::Loading | Phase::Running) => return Vec::new(),
            // It resumes where it was.
            (Train::Once, Phase::Waiting) => Vec::new(),
            (Train::Once | Train::Anew, _) => self.configure(),
            (Train::Resumes, _) => self.configure_if_due(),
        };
        match self.manner.train {
            Train::Resumes => effects.push(Effect::Send(Command::Train)),
            Train::Once if self.phase != Phase::Waiting => {
                self.phase = Phase::Loading;
                effects.push(say(Place::Phase, self.manner.loading));
            }
            Train::Once | Train::Anew => {}
        }
        effects.push(Effect::Pressed);
        effects
    }

    fn stop(&mut self) -> Vec<Effect> {
        if !self.buttons().stop {
            return Vec::new();
        }
        let mut effects = vec![Effect::Send(self.manner.stop.clone())];
        // A training that did not begin reports nothing.
        if self.phase == Phase::Loading {
            self.phase = Phase::Idle;
            effects.push(say(Place::Phase, "Stopped before it began."));
        }
        effects
    }

    fn step(&mut self) -> Vec<Effect> {
        if self.manner.train != Train::Resumes || !self.buttons().step {
            return Vec::new();
        }
        let mut effects = self.configure_if_due();
        effects.push(Effect::Send(Command::Step));
        effects
    }

    fn reset(&mut self) -> Vec<Effect> {
        if self.manner.train != Train::Resumes || self.phase == Phase::Missing {
            return Vec::new();
        }
        self.recovery.forgive();
        if !self.manner.reset_restarts && self.phase != Phase::Lost {
            self.leave();
            return self.configure();
        }
        self.phase = Phase::Loading;
        self.sides.clear();
        let afresh = say(Place::Phase, self.manner.afresh);
        vec![Effect::ClearNotice, Effect::Pending(false), Effect::ClearFigures, Effect::Restart, afresh, Effect::Open]
    }

    /// A run that has not begun is set up anew at once; one that has stays on the screen, paused.
    fn fresh(&mut self) -> Vec<Effect> {
        if self.manner.train != Train::Resumes || !self.listens() {
            return Vec::new();
        }
        if matches!(self.phase, Phase::Idle | Phase::Loading | Phase::Restored) && !self.pretrained {
            return self.configure();
        }
        self.pending = true;
        let mut effects = self.stop();
        effects.push(Effect::Pending(true));
        effects
    }

    /// A run of the shelf is set up in place of the one on the screen, and trains.
    fn go_on(&mut self) -> Vec<Effect> {
        if self.manner.train != Train::Resumes || !self.listens() {
            return Vec::new();
        }
        self.leave();
        let mut effects = self.configure();
        effects.extend([Effect::Send(Command::Train), Effect::Pressed]);
        effects
    }

    fn other_data(&mut self) -> Vec<Effect> {
        if self.phase == Phase::Lost || self.manner.train == Train::Once {
            return Vec::new();
        }
        self.phase = Phase::Loading;
        let loading = say(Place::Phase, self.manner.loading);
        let mut effects =
            vec![Effect::ClearNotice, Effect::Pending(false), Effect::ClearFigures, loading, Effect::Data];
        if self.manner.train == Train::Anew {
            effects.push(Effect::Pressed);
        }
        effects
    }

    fn pretrained(&mut self) -> Vec<Effect> {
        if !self.listens() || !self.manner.pretrained {
            return Vec::new();
        }
        (self.phase, self.pretrained, self.pending) = (Phase::Idle, true, false);
        vec![Effect::Pending(false), Effect::Pretrained]
    }

    fn refused(&mut self) -> Vec<Effect> {
        // There may be no run: the next Train asks for one again.
        self.pending |= self.manner.train == Train::Resumes;
        if self.manner.train != Train::Anew || !matches!(self.phase, Phase::Loading | Phase::Restored) {
            return Vec::new();
        }
        self.phase = Phase::Idle;
        vec![say(Place::Phase, "Nothing is trained: a setting cannot be used. Correct it, then press Train map.")]
    }

    fn progress(&mut self, run: u32, told: Told, begun: bool) -> Vec<Effect> {
        if run != self.run || self.pretrained || !self.listens() {
            return Vec::new();
        }
        (self.setting_up, self.loaded) = (false, true);
        self.phase = match told {
            Told::Training if self.held.is_some() => Phase::Waiting,
            Told::Training => Phase::Running,
            Told::Paused if begun => Phase::Paused,
            Told::Paused => Phase::Idle,
            Told::Finished => Phase::Ended,
            Told::Diverged { why } => {
                self.phase = Phase::Diverged;
                return vec![say(Place::Notice, &words::sentence(&why))];
            }
        };
        Vec::new()
    }

    fn hold(&mut self, held: Option<String>) {
        if self.is_training() {
            self.phase = if held.is_some() { Phase::Waiting } else { Phase::Running };
        }
        self.held = held;
    }
}

fn say(place: Place, words: &str) -> Effect {
    Effect::Say(place, words.to_owned())
}
