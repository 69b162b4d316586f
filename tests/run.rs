//! The machine of a run, walked through: every phase with every input, long walks at random, and what must always hold.
#![cfg(not(target_arch = "wasm32"))]

use latent_lab::protocol::{Command, FaultKind, Phase as Told};
use latent_lab::rng::Rng;
use latent_lab::ui::run::{
    AUTOENCODER, Effect, Input, LAB, Lost, MAP, Machine, Manner, NOTEBOOK, Phase, Place, REPLACEMENTS, Recovery, Side,
    Train,
};

const WHY: &str = "It went wrong.";

const PHASES: [(char, Phase); 10] = [
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

const MANNERS: [&Manner; 4] = [&LAB, &MAP, &AUTOENCODER, &NOTEBOOK];

/// One who trains, with a worker that is there or not.
struct World {
    machine: Machine,
    sets_up_at_once: bool,
    /// The worker died and no other one was started since.
    dead: bool,
    /// A sentence stands in the notice; in place of the figures.
    notice: bool,
    figures: bool,
}

impl World {
    fn new(manner: &'static Manner) -> Self {
        let sets_up_at_once = manner.train != Train::Once;
        let machine = Machine::new(manner);
        let mut world = Self { machine, sets_up_at_once, dead: false, notice: false, figures: false };
        world.take(Input::Start);
        world
    }

    /// In a phase, by the shortest way.
    fn at(manner: &'static Manner, phase: Phase) -> Option<Self> {
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

    fn hear(&mut self, phase: Told, begun: bool) -> Vec<Effect> {
        if self.machine.is_pretrained() || self.machine.run() == 0 {
            self.machine.set_up();
        }
        let run = self.machine.run();
        self.take(Input::Progress { run, phase, begun })
    }

    /// Takes an input, carries out what follows, and looks at what must hold after any of them.
    fn take(&mut self, input: Input) -> Vec<Effect> {
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

    fn holds(&self) {
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

fn crash() -> Input {
    Input::Fault(FaultKind::Crashed, WHY.to_owned())
}

/// All inputs, in the order of the tables below. A run is told of by its number.
fn inputs(run: u32) -> Vec<Input> {
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
    ]
}

/// The phase that each input leads to from each phase; a dot: it stays. Columns:
/// Train Stop Step Reset Fresh Live | Data Pretrained Refused Loaded | untrained training paused finished diverged another-run
/// | must-wait goes-on embeds embedded | no-data no-weights bad-settings crash | ready
type Table = [(char, &'static str); 10];

const LAB_TABLE: Table = [
    ('I', "...L.. L... .RPED. .... MM.X ."),
    ('L', "...... .... IRPED. .... MMIX ."),
    ('R', "...L.. L... I.PED. W... MM.X ."),
    ('W', "...L.. L... I.PED. .R.. MM.X ."),
    ('P', "...L.. L... IR.ED. .... MM.X ."),
    ('E', "...L.. L... IRP.D. .... MM.X ."),
    ('D', "I.IL.. L... IRPE.. .... MM.X ."),
    ('M', "...... L... ...... .... ...X ."),
    ('X', "...L.. .... ...... .... .... N"),
    ('N', "...L.. L... IRPED. .... MMIX ."),
];

const MAP_TABLE: Table = [
    ('I', "...... L... .RPED. .... MM.X ."),
    ('L', "...... ..I. IRPED. .... MMIX ."),
    ('R', "...... L... I.PED. W... MM.X ."),
    ('W', "...... L... I.PED. .R.. MM.X ."),
    ('P', "...... L... IR.ED. .... MM.X ."),
    ('E', "...... L... IRP.D. .... MM.X ."),
    ('D', "...... L... IRPE.. .... MM.X ."),
    ('M', "...... L... ...... .... ...X ."),
    ('X', "...... .... ...... .... .... N"),
    ('N', "...... L.I. IRPED. .... MMIX ."),
];

const AUTOENCODER_TABLE: Table = [
    ('I', "L..... .... .RPED. .... ...X ."),
    ('L', ".I.... .... IRPED. .... I.IX ."),
    ('R', "...... .... I.PED. W... I.IX ."),
    ('W', "...... .... I.PED. .R.. I.IX ."),
    ('P', "L..... .... IR.ED. .... ...X ."),
    ('E', "L..... .... IRP.D. .... ...X ."),
    ('D', "L..... .... IRPE.. .... ...X ."),
    // It fetches again what is missing.
    ('M', ""),
    ('X', "...... .... ...... .... .... N"),
    ('N', "L..... .... IRPED. .... ...X ."),
];

/// While the pretrained network is shown, as it is at first, nothing is heard of a run.
const NOTEBOOK_TABLE: Table = [
    ('I', "...... L... .RPED. .... ...X ."),
    ('L', "...... .I.. ...... .... M..X ."),
    ('R', "...I.. LI.. I.PED. W... ...X ."),
    ('W', "...I.. LI.. I.PED. .R.. ...X ."),
    ('P', "...I.. LI.. IR.ED. .... ...X ."),
    ('E', "...I.. LI.. IRP.D. .... ...X ."),
    ('D', "I.II.. LI.. IRPE.. .... ...X ."),
    ('M', "...... L... ...... .... ...X ."),
    ('X', "...L.. .... ...... .... .... N"),
    ('N', "...... LI.. ...... .... M..X ."),
];

#[test]
fn every_input_in_every_phase_leads_where_the_tables_say() {
    let tables = [LAB_TABLE, MAP_TABLE, AUTOENCODER_TABLE, NOTEBOOK_TABLE];
    for (manner, table) in MANNERS.into_iter().zip(tables) {
        for ((name, phase), (row, cells)) in PHASES.into_iter().zip(table) {
            assert_eq!(name, row);
            let cells: Vec<char> = cells.chars().filter(|cell| *cell != ' ').collect();
            if World::at(manner, phase).is_none() {
                assert!(cells.is_empty());
                continue;
            }
            assert_eq!(cells.len(), inputs(0).len());
            for (column, cell) in cells.into_iter().enumerate() {
                let mut world = World::at(manner, phase).unwrap();
                let input = inputs(world.machine.run()).swap_remove(column);
                world.take(input.clone());
                let expected = PHASES.iter().find(|(name, _)| *name == cell).map_or(phase, |(_, phase)| *phase);
                assert_eq!(world.machine.phase(), expected, "{input:?} at {phase:?} with {}", manner.no_data);
            }
        }
    }
}

/// Train, Stop, Step, Reset in each phase of [`PHASES`], once the data were here; a dot: disabled.
const BUTTONS: [[&str; 10]; 4] = [
    ["T.SR", "T..R", ".PSR", "TPSR", "T.SR", "T.SR", "T.SR", "....", "...R", "T..R"],
    ["T", "T", "TP", "TP", "T", "T", "T", ".", ".", "T"],
    ["T", ".P", ".P", "TP", "T", "T", "T", "", ".", "T"],
    ["T.SR", "T..R", ".PSR", "TPSR", "T.SR", "T.SR", "T.SR", "....", "...R", "T..R"],
];

#[test]
fn buttons_are_as_the_table_says_and_what_can_be_pressed_does_something() {
    for (manner, row) in MANNERS.into_iter().zip(BUTTONS) {
        for ((_, phase), cells) in PHASES.into_iter().zip(row) {
            let pressable = |letter| cells.contains(letter);
            let presses = [(Input::Train, 'T'), (Input::Stop, 'P'), (Input::Step, 'S'), (Input::Reset, 'R')];
            for (place, (press, letter)) in presses.into_iter().enumerate() {
                let Some(mut world) = World::at(manner, phase) else { continue };
                // What is missing at first was never here.
                if phase != Phase::Missing && !(manner.train == Train::Once && phase == Phase::Loading) {
                    world.take(Input::Loaded);
                }
                let buttons = world.machine.buttons();
                let can = [buttons.train, buttons.stop, buttons.step, buttons.reset][place];
                // The map and the autoencoder have no Step and no Reset.
                if place < 2 || manner.train == Train::Resumes {
                    assert_eq!(can, pressable(letter), "{press:?} at {phase:?} with {}", manner.no_data);
                    assert!(!can || !world.take(press).is_empty(), "a press of {letter} does something at {phase:?}");
                }
            }
        }
    }
}

#[test]
fn before_the_data_are_here_nothing_can_be_trained() {
    for manner in [&LAB, &MAP, &NOTEBOOK] {
        assert!(!World::new(manner).machine.buttons().train);
        let mut restored = World::at(manner, Phase::Restored).unwrap();
        assert!(!restored.machine.buttons().train);
        restored.take(Input::Loaded);
        assert!(restored.machine.buttons().train);
    }
    assert!(World::new(&AUTOENCODER).machine.buttons().train, "it fetches them when it is pressed");
}

#[test]
fn whatever_happens_in_whatever_order_what_must_hold_does() {
    for (place, manner) in MANNERS.into_iter().enumerate() {
        let mut rng = Rng::new(7).split("walks", place as u64);
        let mut reached = Vec::new();
        for _ in 0..400 {
            let mut world = World::new(manner);
            for _ in 0..60 {
                let mut all = inputs(world.machine.run());
                let input = all.swap_remove(rng.below(all.len()));
                let lost = world.machine.phase() == Phase::Lost;
                let of_a_worker = match &input {
                    Input::Loaded | Input::Progress { .. } => true,
                    Input::Fault(kind, _) => !matches!(kind, FaultKind::Settings | FaultKind::Crashed),
                    _ => false,
                };
                // A worker that is not there says nothing; one that starts says first that it is ready, or dies.
                let impossible = lost && of_a_worker
                    || world.dead && matches!(input, Input::Ready | Input::Fault(FaultKind::Crashed, _))
                    || input == Input::Ready && !lost;
                if !impossible {
                    world.take(input);
                    reached.push(world.machine.phase());
                }
            }
        }
        for (_, phase) in PHASES {
            assert_eq!(reached.contains(&phase), World::at(manner, phase).is_some(), "{phase:?} is reached");
        }
    }
}

fn sent(effects: &[Effect]) -> Vec<&Effect> {
    let orders = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Open | Effect::Data | Effect::Configure | Effect::Pretrained | Effect::Send(_) | Effect::Restart
        )
    };
    effects.iter().filter(orders).collect()
}

fn says(effects: &[Effect], place: Place) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Say(at, words) if *at == place => Some(words.as_str()),
        _ => None,
    })
}

const TRAIN: Effect = Effect::Send(Command::Train);
const PAUSE: Effect = Effect::Send(Command::Pause);

#[test]
fn settings_changed_in_mid_run_hold_for_the_next_one() {
    for manner in [&LAB, &NOTEBOOK] {
        let mut world = World::at(manner, Phase::Running).unwrap();
        assert_eq!(world.take(Input::Fresh), [PAUSE, Effect::Pending(true)]);
        world.hear(Told::Paused, true);
        assert_eq!(sent(&world.take(Input::Train)), [&Effect::Configure, &TRAIN]);
        assert_eq!(sent(&world.take(Input::Train)), [&TRAIN], "they hold now");
        let mut idle = World::at(manner, Phase::Idle).unwrap();
        assert_eq!(sent(&idle.take(Input::Fresh)), [&Effect::Configure], "what has not begun is set up at once");
    }
}

#[test]
fn a_run_that_was_refused_is_asked_for_again() {
    let mut world = World::at(&LAB, Phase::Idle).unwrap();
    world.take(Input::Fresh);
    let refused = world.take(Input::Fault(FaultKind::Settings, WHY.to_owned()));
    assert_eq!(says(&refused, Place::Notice), Some(WHY));
    assert_eq!(sent(&world.take(Input::Train)), [&Effect::Configure, &TRAIN], "Train is not in vain");
    // A fault that is not the run's own does not end it.
    let mut running = World::at(&LAB, Phase::Running).unwrap();
    running.take(Input::Fault(FaultKind::Settings, WHY.to_owned()));
    assert_eq!(running.machine.phase(), Phase::Running);
}

#[test]
fn a_diverged_run_is_begun_anew_and_says_why_it_ended() {
    for manner in [&LAB, &NOTEBOOK] {
        let mut world = World::at(manner, Phase::Running).unwrap();
        let ended = world.hear(Told::Diverged { why: "too fast".to_owned() }, true);
        assert_eq!(says(&ended, Place::Notice), Some("Too fast."));
        assert_eq!(sent(&world.take(Input::Step))[0], &Effect::Configure);
    }
}

#[test]
fn a_lost_worker_is_replaced_three_times_and_each_time_the_person_is_told() {
    for manner in MANNERS {
        let mut world = World::at(manner, Phase::Running).unwrap();
        for _ in 0..REPLACEMENTS {
            let effects = world.take(crash());
            assert_eq!(sent(&effects), [&Effect::Restart], "the new worker hears of nothing before it listens");
            assert!(says(&effects, Place::Notice).unwrap().contains(manner.replaced));
            assert_eq!(sent(&world.take(Input::Ready)), [&Effect::Open]);
            assert_eq!(world.machine.phase(), Phase::Restored);
        }
        let effects = world.take(crash());
        assert!(sent(&effects).is_empty());
        for place in [Place::Notice, Place::Figures] {
            assert!(says(&effects, place).unwrap().contains("eload the page"), "there is a way on");
        }
        for input in inputs(world.machine.run()) {
            let reset = input == Input::Reset && manner.train == Train::Resumes;
            if reset || matches!(input, Input::Ready | Input::Fault(FaultKind::Crashed, _)) {
                continue;
            }
            let effects = world.take(input);
            assert!(sent(&effects).is_empty() && world.machine.phase() == Phase::Lost);
        }
        if manner.train == Train::Resumes {
            assert_eq!(sent(&world.take(Input::Reset)), [&Effect::Restart, &Effect::Open]);
            assert!(!world.notice && !world.figures);
            assert_eq!(sent(&world.take(crash())), [&Effect::Restart], "it is counted from the start again");
        }
    }
}

#[test]
fn a_new_worker_that_dies_before_it_listens_counts_too() {
    let mut world = World::at(&LAB, Phase::Running).unwrap();
    let restarts = (0..9).filter(|_| world.take(crash()).contains(&Effect::Restart)).count();
    assert_eq!(restarts, REPLACEMENTS as usize);
}

#[test]
fn other_data_with_a_refused_field_are_not_waited_for() {
    let mut world = World::at(&MAP, Phase::Ended).unwrap();
    let effects = world.take(Input::Data);
    assert_eq!(says(&effects, Place::Phase), Some("Loading galaxies …"));
    let words = world.take(Input::Refused);
    assert!(says(&words, Place::Phase).unwrap().contains("Correct it, then press Train map."));
    world.take(Input::Loaded);
    assert!(world.machine.buttons().train);
    // A press of Train that is refused leaves what is there as it is.
    let mut trained = World::at(&MAP, Phase::Ended).unwrap();
    trained.take(Input::Train);
    assert!(trained.take(Input::Refused).is_empty());
    assert_eq!(trained.machine.phase(), Phase::Ended);
}

#[test]
fn the_autoencoder_can_be_stopped_while_it_fetches_and_is_not_taken_for_dead() {
    let mut world = World::at(&AUTOENCODER, Phase::Loading).unwrap();
    assert!(!world.machine.owes_events(), "a slow line is no dead worker");
    world.take(Input::Loaded);
    assert!(world.machine.owes_events());
    let effects = world.take(Input::Stop);
    assert_eq!(sent(&effects), [&Effect::Send(AUTOENCODER.stop.clone())]);
    assert!(says(&effects, Place::Phase).is_some() && !world.machine.owes_events());
}

#[test]
fn the_turn_is_wanted_for_all_long_work_and_waiting_is_seen() {
    let mut world = World::at(&NOTEBOOK, Phase::Paused).unwrap();
    assert!(!world.machine.is_busy());
    world.take(Input::Side(Side::Table, true));
    assert!(world.machine.is_busy() && !world.machine.owes_events());
    world.take(Input::Side(Side::Comparison, true));
    assert!(world.machine.owes_events());
    world.take(Input::MustWait("Waits.".to_owned()));
    assert_eq!(world.machine.phase(), Phase::Paused, "it is not the run that waits");
    world.hear(Told::Training, true);
    assert_eq!((world.machine.phase(), world.machine.waits()), (Phase::Waiting, Some("Waits.")));
    world.take(Input::GoesOn);
    assert_eq!(world.machine.phase(), Phase::Running);
    world.take(crash());
    assert!(!world.machine.has(Side::Table) && !world.machine.is_busy(), "it died with its worker");
}

#[test]
fn the_pretrained_network_gives_way_to_a_run_of_ones_own() {
    let mut world = World::new(&NOTEBOOK);
    world.take(Input::Loaded);
    world.take(Input::Pretrained);
    assert_eq!(world.take(Input::Fresh), [Effect::Pending(true)], "it stays on the screen until Train");
    assert_eq!(sent(&world.take(Input::Train)), [&Effect::Configure, &TRAIN]);
    assert!(!world.machine.is_pretrained());
    let mut without = World::new(&NOTEBOOK);
    let effects = without.take(Input::Fault(FaultKind::Weights, WHY.to_owned()));
    assert_eq!(sent(&effects), [&Effect::Configure], "an untrained one is shown in its place");
}

#[test]
fn losses_are_counted_and_forgiven() {
    let mut recovery = Recovery::default();
    for _ in 0..REPLACEMENTS {
        let words = "It died. Another was started.".to_owned();
        assert_eq!(recovery.lost("It died.", "Another was started.", "reload the page"), Lost::Replace(words));
    }
    let last = "It died. A new worker stops too: reload the page to try again.".to_owned();
    assert_eq!(recovery.lost("It died.", "Another was started.", "reload the page"), Lost::GiveUp(last));
    assert!(recovery.is_over());
    recovery.forgive();
    assert!(!recovery.is_over());
}
