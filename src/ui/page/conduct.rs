//! Carries out in the browser what the machine of a run says: commands, buttons, sentences, the turn.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use web_sys::HtmlButtonElement;

use super::notices;
use crate::protocol::Command;
use crate::ui::client::Client;
use crate::ui::dom::{self, PageError};
use crate::ui::run::{Effect, Input, Machine, Manner, Phase, Place, Side};
use crate::ui::turn::{Contestant, Turn};

/// The elements of a chapter that trains.
pub struct Ids {
    pub train: &'static str,
    pub stop: &'static str,
    pub step: Option<&'static str>,
    pub reset: Option<&'static str>,
    /// The line that says how the run stands, and the time left beside it.
    pub phase: &'static str,
    pub time_left: &'static str,
    pub notice: &'static str,
    /// Says that the settings hold for the next run.
    pub pending: Option<&'static str>,
    /// Replaced by a sentence when there is nothing to show.
    pub figures: &'static [&'static str],
    /// The lines on what happens beside the run.
    pub sides: &'static [(Side, &'static str)],
}

/// A chapter's run: its machine, its worker, its turn.
pub struct Conduct {
    machine: RefCell<Machine>,
    pub client: Rc<Client>,
    turn: Turn,
    ids: &'static Ids,
}

/// A chapter that trains. It may refuse to set up what it is asked for, if a field holds a value that cannot be used: then it
/// says so beside the field and returns false.
///
/// # Errors
/// Each function fails if the page lacks one of the chapter's elements.
pub trait Trains: 'static {
    fn conduct(&self) -> &Conduct;
    /// Sends the worker where its data are, and what to set up first.
    fn open(&self) -> Result<bool, PageError>;
    /// Sets up a run with the settings as they are.
    fn configure(&self) -> Result<bool, PageError>;
    /// Sends the worker the data that were chosen, and what to set up.
    fn choose_data(&self) -> Result<bool, PageError> {
        self.open()
    }
    /// Shows the network that was trained beforehand.
    fn show_pretrained(&self) -> Result<(), PageError> {
        Ok(())
    }
    /// All that the worker held is gone with it.
    fn worker_gone(&self) -> Result<(), PageError> {
        Ok(())
    }
    /// The buttons and lines of the run were just brought up to date.
    fn settled(&self) -> Result<(), PageError> {
        Ok(())
    }
}

impl Conduct {
    pub fn new(manner: &'static Manner, ids: &'static Ids, client: Rc<Client>) -> Self {
        Self { machine: RefCell::new(Machine::new(manner)), client, turn: Turn::default(), ids }
    }

    /// Takes turns from now on, and sends the worker what it needs.
    ///
    /// # Errors
    /// Fails if the page lacks one of the chapter's elements.
    pub fn start<T: Trains>(who: Contestant, chapter: &Rc<T>) -> Result<(), PageError> {
        let conduct = chapter.conduct();
        let client = conduct.client.clone();
        conduct.turn.join(who, move |held| client.hold(held), chapter, |chapter| turned(chapter))?;
        tell(chapter.as_ref(), Input::Start)
    }

    pub fn machine(&self) -> Ref<'_, Machine> {
        self.machine.borrow()
    }

    pub fn send(&self, command: Command) {
        self.client.send(command);
    }

    /// The number of a run that is set up now.
    pub fn set_up(&self) -> u32 {
        self.machine.borrow_mut().set_up()
    }

    /// The person wants the turn for something beside the run.
    pub fn pressed(&self) {
        self.turn.pressed();
    }

    /// # Errors
    /// Fails if the page lacks one of the chapter's elements.
    pub fn notice(&self, words: &str) -> Result<(), PageError> {
        dom::set_text(self.ids.notice, words)?;
        dom::set_hidden(self.ids.notice, false)
    }

    fn say(&self, place: Place, words: &str) -> Result<(), PageError> {
        match place {
            Place::Notice => self.notice(words),
            Place::Figures => notices::put(self.ids.figures, words),
            Place::Phase => {
                dom::set_text(self.ids.phase, words)?;
                dom::set_text(self.ids.time_left, "")
            }
        }
    }

    /// Brings buttons, lines, the turn and the watch over the worker up to date.
    fn settle(&self) -> Result<(), PageError> {
        let (buttons, phase, waits, busy, owes) = {
            let machine = self.machine();
            let waits = machine.waits().map(str::to_owned);
            (machine.buttons(), machine.phase(), waits, machine.is_busy(), machine.owes_events())
        };
        let set = |id: &str, can: bool| dom::element::<HtmlButtonElement>(id).map(|button| button.set_disabled(!can));
        set(self.ids.train, buttons.train)?;
        set(self.ids.stop, buttons.stop)?;
        self.ids.step.map_or(Ok(()), |id| set(id, buttons.step))?;
        self.ids.reset.map_or(Ok(()), |id| set(id, buttons.reset))?;
        if let Some(sentence) = waits {
            if phase == Phase::Waiting {
                self.say(Place::Phase, &sentence)?;
            }
            for (side, line) in self.ids.sides {
                if self.machine().has(*side) {
                    dom::set_text(line, &sentence)?;
                }
            }
        }
        self.client.expect_events(owes);
        // Last, since it may at once be another's turn.
        self.turn.follow(busy);
        Ok(())
    }
}

/// Passes a press or an event to the run, and does what follows from it.
///
/// # Errors
/// Fails if the page lacks one of the chapter's elements.
pub fn tell(chapter: &dyn Trains, input: Input) -> Result<(), PageError> {
    let conduct = chapter.conduct();
    let effects = conduct.machine.borrow_mut().take(input);
    let pressed = effects.contains(&Effect::Pressed);
    for effect in effects {
        if !carry_out(chapter, effect)? {
            return tell(chapter, Input::Refused);
        }
    }
    conduct.settle()?;
    if pressed {
        // When what ended has given up the turn, which would forget the press.
        conduct.turn.pressed();
    }
    chapter.settled()
}

/// The turn came, or another has it.
fn turned(chapter: &dyn Trains) -> Result<(), PageError> {
    let sentence = chapter.conduct().turn.sentence();
    tell(chapter, sentence.map_or(Input::GoesOn, Input::MustWait))
}

/// False if it was refused.
fn carry_out(chapter: &dyn Trains, effect: Effect) -> Result<bool, PageError> {
    let conduct = chapter.conduct();
    match effect {
        Effect::Open => return chapter.open(),
        Effect::Data => return chapter.choose_data(),
        Effect::Configure => return chapter.configure(),
        Effect::Pretrained => chapter.show_pretrained()?,
        Effect::Send(command) => conduct.send(command),
        Effect::Restart => {
            conduct.client.restart();
            chapter.worker_gone()?;
        }
        // At the end of `tell`.
        Effect::Pressed => {}
        Effect::Pending(pending) => conduct.ids.pending.map_or(Ok(()), |id| dom::set_hidden(id, !pending))?,
        Effect::Say(place, words) => conduct.say(place, &words)?,
        Effect::ClearNotice => dom::set_hidden(conduct.ids.notice, true)?,
        Effect::ClearFigures => notices::clear(conduct.ids.figures)?,
    }
    Ok(true)
}
