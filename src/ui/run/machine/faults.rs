//! What the machine of a run does and says when something fails. It is never silent then.

use super::super::alphabet::{Effect, Phase, Place};
use super::super::manner::Train;
use super::super::recovery::Lost;
use super::{Machine, say};
use crate::protocol::FaultKind;
use crate::ui::words;

impl Machine {
    pub(super) fn fault(&mut self, kind: FaultKind, why: &str) -> Vec<Effect> {
        let begins = self.is_training() || self.phase == Phase::Loading;
        let once = self.manner.train == Train::Once;
        match kind {
            FaultKind::Crashed => self.lost(why),
            FaultKind::Settings | FaultKind::Data if begins && once => self.came_to_nothing(why),
            FaultKind::Settings => {
                if self.setting_up && self.listens() {
                    // There is no run: Train sets one up.
                    (self.phase, self.setting_up, self.pending) = (Phase::Idle, false, true);
                }
                vec![say(Place::Notice, why)]
            }
            FaultKind::Weights if self.manner.pretrained => self.without_pretrained(why),
            // Images that arrived before can still be chosen.
            FaultKind::Data if self.manner.pretrained && self.loaded => vec![say(Place::Notice, why)],
            FaultKind::Weights | FaultKind::Data => self.missing(kind, why),
        }
    }

    /// Without the network that was trained beforehand an untrained one is shown.
    fn without_pretrained(&mut self, why: &str) -> Vec<Effect> {
        let mut effects = if self.pretrained && self.listens() { self.configure() } else { Vec::new() };
        effects.push(say(Place::Notice, &format!("{} {why} Train one of your own instead.", self.manner.no_weights)));
        effects
    }

    fn missing(&mut self, kind: FaultKind, why: &str) -> Vec<Effect> {
        let what = if kind == FaultKind::Data { self.manner.no_data } else { self.manner.no_weights };
        let mut effects = vec![say(Place::Figures, &format!("{what} {why} {}", words::ANOTHER_TAB))];
        // Who trains once fetches again what it trains on.
        if self.manner.train != Train::Once && self.phase != Phase::Lost {
            (self.phase, self.setting_up) = (Phase::Missing, false);
            self.sides.clear();
            effects.push(say(Place::Phase, "Nothing to train on."));
        }
        effects
    }

    fn came_to_nothing(&mut self, why: &str) -> Vec<Effect> {
        (self.phase, self.setting_up) = (Phase::Idle, false);
        let words = format!("{why} Start the training again.");
        vec![say(Place::Phase, self.manner.afresh), say(Place::Notice, &words)]
    }

    fn lost(&mut self, why: &str) -> Vec<Effect> {
        (self.phase, self.setting_up, self.pending) = (Phase::Lost, false, false);
        self.sides.clear();
        // What was fetched for a training is gone with its worker.
        self.loaded &= self.manner.train != Train::Once;
        let mut effects = vec![Effect::Pending(false)];
        match self.recovery.lost(why, self.manner.replaced, self.manner.way_on) {
            Lost::Replace(words) => effects.extend([
                say(Place::Phase, self.manner.afresh),
                say(Place::Notice, &words),
                Effect::ClearFigures,
                Effect::Restart,
            ]),
            Lost::GiveUp(words) => effects.extend([
                say(Place::Phase, "There is no worker."),
                say(Place::Notice, &words),
                say(Place::Figures, &words),
            ]),
        }
        effects
    }
}
