//! A chapter's part in taking turns: it announces what it wants, and has its work held while another has the turn.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use super::rules::{Announcement, Contestant, Wish, Wishes};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::panic::report;
use crate::ui::weak::{calls, hears};
use crate::ui::{near, news};

/// Wishes cross under this name.
const WISH: &str = "latent-lab-turn";
/// Asks everyone to send theirs again.
const WHO_WANTS: &str = "latent-lab-turn-who";

/// A chapter's place among those who take turns; it has no effect before [`Turn::join`].
#[derive(Default)]
pub struct Turn(OnceCell<Rc<Contender>>);

impl Turn {
    /// From now on `who` takes turns with all its long work, which `hold` suspends or resumes; `changed` is called when the
    /// chapter must wait, when it waits for someone else, and when it continues.
    ///
    /// # Errors
    /// Fails if the page lacks the chapter's section, or the browser refuses a listener.
    pub fn join<T: 'static>(
        &self,
        who: Contestant,
        hold: impl Fn(bool) + 'static,
        chapter: &Rc<T>,
        changed: fn(&T) -> Result<(), PageError>,
    ) -> Result<(), PageError> {
        let changed = calls(chapter, move |chapter| changed(chapter));
        let contender = Contender::start(who, hold, changed)?;
        // A chapter joins once, so its place is free.
        let _ = self.0.set(contender);
        Ok(())
    }

    /// The person starts it, so it is in view. The wish itself begins with the work ([`Turn::follow`]).
    pub fn pressed(&self) {
        if let Some(contender) = self.0.get() {
            contender.pressed();
        }
    }

    /// Its worker is busy from now on, or idle.
    pub fn follow(&self, busy: bool) {
        if let Some(contender) = self.0.get() {
            contender.follow(busy);
        }
    }

    /// The sentence to show while it waits.
    pub fn sentence(&self) -> Option<String> {
        self.0.get().and_then(|contender| contender.ahead.borrow().as_ref().map(Wish::sentence))
    }
}

struct Contender {
    who: Contestant,
    hold: Box<dyn Fn(bool)>,
    wanted: Cell<bool>,
    seen: Cell<bool>,
    asked: Cell<bool>,
    since: Cell<f64>,
    /// Everyone's, this one's too.
    wishes: RefCell<Wishes>,
    /// The one that has the turn, while this one wants it.
    ahead: RefCell<Option<Wish>>,
    changed: Box<dyn Fn()>,
    listeners: RefCell<Vec<Listener>>,
}

impl Contender {
    fn start(
        who: Contestant,
        hold: impl Fn(bool) + 'static,
        changed: impl Fn() + 'static,
    ) -> Result<Rc<Self>, PageError> {
        let turn = Rc::new(Self {
            who,
            hold: Box::new(hold),
            wanted: Cell::new(false),
            seen: Cell::new(false),
            asked: Cell::new(false),
            since: Cell::new(0.0),
            wishes: RefCell::default(),
            ahead: RefCell::default(),
            changed: Box::new(changed),
            listeners: RefCell::default(),
        });
        // Two listeners, since a listener cannot be called again while it runs.
        turn.listeners.replace(vec![
            news::on(WISH, hears(&turn, |turn, sent| turn.hear(sent)))?,
            news::on(WHO_WANTS, hears(&turn, |turn, ()| turn.announce_again()))?,
        ]);
        let in_view = hears(&turn, |turn, seen| {
            turn.seen.set(seen);
            turn.announce_again();
        });
        near::while_in_view(&dom::element(&turn.who.section)?, in_view)?;
        // Others may have been at work before this one came.
        news::send(WHO_WANTS, &())?;
        Ok(turn)
    }

    fn pressed(&self) {
        self.asked.set(true);
        self.seen.set(true);
        self.since.set(dom::now());
        self.announce_again();
    }

    fn follow(&self, busy: bool) {
        if self.wanted.replace(busy) == busy {
            return;
        }
        if !busy {
            self.asked.set(false);
        } else if !self.asked.get() {
            self.since.set(dom::now());
        }
        self.announce();
    }

    fn announce_again(&self) {
        if self.wanted.get() {
            self.announce();
        }
    }

    fn announce(&self) {
        let (seen, asked, since) = (self.seen.get(), self.asked.get(), self.since.get());
        let wish = self.wanted.get().then(|| Wish { who: self.who.clone(), seen, asked, since });
        let sent: Announcement = (self.who.clone(), wish);
        report(news::send(WISH, &sent));
    }

    fn hear(&self, (who, wish): Announcement) {
        self.wishes.borrow_mut().set(&who, wish);
        let ahead = self.wishes.borrow().ahead_of(&self.who).cloned();
        let (waits, sentence) = (ahead.is_some(), ahead.as_ref().map(Wish::sentence));
        let before = self.ahead.replace(ahead);
        // Only its time has changed.
        if before.as_ref().map(Wish::sentence) == sentence {
            return;
        }
        if before.is_some() != waits {
            (self.hold)(waits);
        }
        (self.changed)();
    }
}
