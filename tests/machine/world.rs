//! One who trains, in a phase and with a worker that may be dead, and everything that can happen to it.

use latent_lab::protocol::{Command, FaultKind, Phase as Told};
use latent_lab::ui::run::{AUTOENCODER, Effect, Input, LAB, MAP, Machine, Manner, NOTEBOOK, Phase, Place, Side, Train};

pub const WHY: &str = "It went wrong.";

pub const PHASES: [(char, Phase); 10] = [
    ('I', Phase::Idle),
    ('L', Phase::Loading),
    ('R', Phase::Running),
    ('W', Phase::Waiting),
    ('P', Phase::Paused),
    ('E', Phase::Ended),
    ('D', Phase::Diverged),
    ('M', Phase::Missing),
    ('X', Phase::Lost),
    ('N', Phase::Restored),
];

pub const MANNERS: [&Manner; 4] = [&LAB, &MAP, &AUTOENCODER, &NOTEBOOK];

/// One who trains, with a worker that is there or not.
pub struct World {
    pub machine: Machine,
    pub sets_up_at_once: bool,
    /// The worker died and no other one was started since.
    pub dead: bool,
    /// A sentence stands in the notice; in place of the figures.
    pub notice: bool,
    pub figures: bool,
}

impl World {
    pub fn new(manner: &'static Manner) -> Self {
        let sets_up_at_once = manner.train != Train::Once;
        let machine = Machine::new(manner);
        let mut world = Self { machine, sets_up_at_once, dead: false, notice: false, figures: false };
        world.take(Input::Start);
        world
    }

    /// In a phase, by the shortest way.
    pub fn at(manner: &'static Manner, phase: Phase) -> Option<Self> {
        let mut world = Self::new(manner);
        let never_missing = manner.train == Train::Once;
        let loads = manner.train != Train::Once;
        match phase {
            Phase::Missing if never_missing => return None,
            Phase::Missing => drop(world.take(Input::Fault(FaultKind::Data, WHY.to_owned()))),
            Phase::Lost => drop(world.take(crash())),
            Phase::Restored => {
                world.take(crash());
                world.take(Input::Ready);
            }
            Phase::Loading if loads => {}
            Phase::Idle if !loads => {}
            // Told of nothing but a training.
            Phase::Idle if manner.train == Train::Anew => {
                world.take(Input::Fault(FaultKind::Settings, WHY.to_owned()));
            }
            Phase::Loading => drop(world.take(Input::Train)),
            Phase::Idle => drop(world.hear(Told::Paused, false)),
            Phase::Running => drop(world.hear(Told::Training, true)),
            Phase::Waiting => {
                world.hear(Told::Training, true);
                world.take(Input::MustWait("Waits.".to_owned()));
            }
            Phase::Paused => drop(world.hear(Told::Paused, true)),
            Phase::Ended => drop(world.hear(Told::Finished, true)),
            Phase::Diverged => drop(world.hear(Told::Diverged { why: WHY.to_owned() }, true)),
        }
        assert_eq!(world.machine.phase(), phase);
        Some(world)
    }

    pub fn hear(&mut self, phase: Told, begun: bool) -> Vec<Effect> {
        if self.machine.is_pretrained() || self.machine.run() == 0 {
            self.machine.set_up();
        }
        let run = self.machine.run();
        self.take(Input::Progress { run, phase, begun })
    }

    /// Takes an input, carries out what follows, and looks at what must hold after any of them.
    pub fn take(&mut self, input: Input) -> Vec<Effect> {
        let fault = matches!(input, Input::Fault(..));
        let event = fault
            || matches!(
                input,
                Input::Progress { .. } | Input::Ready | Input::Loaded | Input::MustWait(_) | Input::GoesOn
            );
        self.dead |= matches!(input, Input::Fault(FaultKind::Crashed, _));
        let effects = self.machine.take(input.clone());
        let said = |place| effects.iter().any(|effect| matches!(effect, Effect::Say(at, _) if *at == place));
        for effect in &effects {
            match effect {
                Effect::Restart => self.dead = false,
                Effect::Open | Effect::Data | Effect::Configure | Effect::Pretrained | Effect::Send(_) => {
                    assert!(
                        !self.dead && self.machine.phase() != Phase::Lost,
                        "{input:?}: {effect:?} to a lost worker"
                    );
                    // The autoencoder sets up nothing before Train; what shows a pretrained network does not either.
                    let opens = *effect == Effect::Open && self.sets_up_at_once && !self.machine.is_pretrained();
                    if opens || matches!(effect, Effect::Data | Effect::Configure) {
                        self.machine.set_up();
                    }
                }
                Effect::Say(place, words) => {
                    assert!(words.ends_with(['.', '…']) && words.len() > 8, "{words}");
                    self.notice |= *place == Place::Notice;
                    self.figures |= *place == Place::Figures;
                }
                Effect::ClearNotice => {
                    assert!(!event || said(Place::Notice), "{input:?} takes away what the person may not have read");
                    self.notice = false;
                }
                Effect::ClearFigures => self.figures = false,
                Effect::Pressed => assert!(!event, "only the person presses"),
                Effect::Pending(_) => {}
            }
        }
        if fault {
            assert!(said(Place::Notice) || said(Place::Figures), "{input:?} at {:?} is told", self.machine.phase());
            let told = |effect: &Effect| matches!(effect, Effect::Say(_, words) if words.contains(WHY));
            assert!(effects.iter().any(told), "with its reason: {effects:?}");
        }
        self.holds();
        effects
    }

    pub fn holds(&self) {
        let machine = &self.machine;
        let (buttons, phase) = (machine.buttons(), machine.phase());
        assert_eq!(machine.is_training(), matches!(phase, Phase::Running | Phase::Waiting));
        assert!(!machine.is_training() || machine.is_busy() && buttons.stop, "what trains can be stopped");
        assert!(phase != Phase::Waiting || machine.waits().is_some(), "who waits says for whom");
        assert!(phase != Phase::Running || machine.waits().is_none());
        if phase == Phase::Lost {
            assert!(self.notice, "a lost worker is spoken of");
            assert!(!buttons.train && !buttons.stop && !buttons.step);
            assert!(!machine.is_busy() && !machine.owes_events(), "nothing is expected of a lost worker");
        }
        assert!(!self.dead || phase == Phase::Lost && self.figures, "without a worker the figures say so");
        if phase == Phase::Missing {
            assert!(self.figures && !buttons.train && !machine.is_busy());
        }
    }
}

pub fn crash() -> Input {
    Input::Fault(FaultKind::Crashed, WHY.to_owned())
}

/// All inputs, in the order of the tables below. A run is told of by its number.
pub fn inputs(run: u32) -> Vec<Input> {
    let progress = |phase, begun| Input::Progress { run, phase, begun };
    let fault = |kind| Input::Fault(kind, WHY.to_owned());
    vec![
        Input::Train,
        Input::Stop,
        Input::Step,
        Input::Reset,
        Input::Fresh,
        Input::Live(Command::SetBeta(2.0)),
        Input::Data,
        Input::Pretrained,
        Input::Refused,
        Input::Loaded,
        progress(Told::Paused, false),
        progress(Told::Training, true),
        progress(Told::Paused, true),
        progress(Told::Finished, true),
        progress(Told::Diverged { why: WHY.to_owned() }, true),
        Input::Progress { run: run + 9, phase: Told::Training, begun: true },
        Input::MustWait("Waits.".to_owned()),
        Input::GoesOn,
        Input::Side(Side::Embedding, true),
        Input::Side(Side::Embedding, false),
        fault(FaultKind::Data),
        fault(FaultKind::Weights),
        fault(FaultKind::Settings),
        fault(FaultKind::Crashed),
        Input::Ready,
        Input::GoOn,
    ]
}
