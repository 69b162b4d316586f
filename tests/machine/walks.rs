//! Every phase with every input, by tables, and long walks at random.

use super::world::{MANNERS, PHASES, World, inputs};
use latent_lab::protocol::FaultKind;
use latent_lab::rng::Rng;
use latent_lab::ui::run::{AUTOENCODER, Input, LAB, MAP, NOTEBOOK, Phase, Train};

/// The phase that each input leads to from each phase; a dot: it stays. Columns:
/// Train Stop Step Reset Fresh Live | Data Pretrained Refused Loaded | untrained training paused finished diverged another-run
/// | must-wait goes-on embeds embedded | no-data no-weights bad-settings crash | ready | go-on
type Table = [(char, &'static str); 10];

const LAB_TABLE: Table = [
    ('I', "...L.. L... .RPED. .... MM.X . ."),
    ('L', "...... .... IRPED. .... MMIX . ."),
    ('R', "...L.. L... I.PED. W... MM.X . I"),
    ('W', "...L.. L... I.PED. .R.. MM.X . I"),
    ('P', "...L.. L... IR.ED. .... MM.X . I"),
    ('E', "...L.. L... IRP.D. .... MM.X . I"),
    ('D', "I.IL.. L... IRPE.. .... MM.X . I"),
    ('M', "...... L... ...... .... ...X . ."),
    ('X', "...L.. .... ...... .... .... N ."),
    ('N', "...L.. L... IRPED. .... MMIX . ."),
];

const MAP_TABLE: Table = [
    ('I', "...... L... .RPED. .... MM.X . ."),
    ('L', "...... ..I. IRPED. .... MMIX . ."),
    ('R', "...... L... I.PED. W... MM.X . ."),
    ('W', "...... L... I.PED. .R.. MM.X . ."),
    ('P', "...... L... IR.ED. .... MM.X . ."),
    ('E', "...... L... IRP.D. .... MM.X . ."),
    ('D', "...... L... IRPE.. .... MM.X . ."),
    ('M', "...... L... ...... .... ...X . ."),
    ('X', "...... .... ...... .... .... N ."),
    ('N', "...... L.I. IRPED. .... MMIX . ."),
];

const AUTOENCODER_TABLE: Table = [
    ('I', "L..... .... .RPED. .... ...X . ."),
    ('L', ".I.... .... IRPED. .... I.IX . ."),
    ('R', "...... .... I.PED. W... I.IX . ."),
    ('W', "...... .... I.PED. .R.. I.IX . ."),
    ('P', "L..... .... IR.ED. .... ...X . ."),
    ('E', "L..... .... IRP.D. .... ...X . ."),
    ('D', "L..... .... IRPE.. .... ...X . ."),
    // It fetches again what is missing.
    ('M', ""),
    ('X', "...... .... ...... .... .... N ."),
    ('N', "L..... .... IRPED. .... ...X . ."),
];

/// While the pretrained network is shown, as it is at first, nothing is heard of a run.
const NOTEBOOK_TABLE: Table = [
    ('I', "...... L... .RPED. .... ...X . ."),
    ('L', "...... .I.. ...... .... M..X . ."),
    ('R', "...I.. LI.. I.PED. W... ...X . I"),
    ('W', "...I.. LI.. I.PED. .R.. ...X . I"),
    ('P', "...I.. LI.. IR.ED. .... ...X . I"),
    ('E', "...I.. LI.. IRP.D. .... ...X . I"),
    ('D', "I.II.. LI.. IRPE.. .... ...X . I"),
    ('M', "...... L... ...... .... ...X . ."),
    ('X', "...L.. .... ...... .... .... N ."),
    ('N', "...... LI.. ...... .... M..X . ."),
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
