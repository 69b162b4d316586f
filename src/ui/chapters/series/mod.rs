//! A series: runs of the lab that differ in one setting train side by side, a worker each, as many at a time as there are cores for.
//! What they come to goes to the shelf, and into the plot of rate and distortion.

mod one;
mod panel;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use self::one::One;
use self::panel::Panel;
use crate::latent::rate::RatePoint;
use crate::protocol::shelf::Kept;
use crate::ui::address;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::chapter::Chapter;
use crate::ui::page::explorer::Explorer;
use crate::ui::page::kept::Outbox;
use crate::ui::page::press;
use crate::ui::page::runs::{FIRST_OF_SERIES, Runs};
use crate::ui::series::{AXES, Axis, Queue, Stand, settings};
use crate::ui::shelf::Home;
use crate::ui::turn::{Contestant, Turn};
use crate::ui::weak::hears;

/// The axes of all scatters end here at least.
const LEAST_REACH: f64 = 3.0;
/// They are drawn anew when this share of them would do.
const MUCH_LESS: f64 = 0.7;

const CONTESTANT: Contestant = Contestant::new(Series::SECTION, "the series", "trains");

pub struct Series {
    runs: RefCell<Vec<Rc<One>>>,
    /// Of the series before.
    before: RefCell<Vec<Rc<One>>>,
    queue: RefCell<Queue>,
    numbered: Cell<u32>,
    began: Cell<f64>,
    reach: Cell<f64>,
    turn: Turn,
    kept: Outbox,
    rates: Runs,
    place: HtmlElement,
    listeners: RefCell<Vec<Listener>>,
}

impl Chapter for Series {
    type Host = Explorer;
    const SECTION: &'static str = "series";

    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let series = Rc::new(Self {
            runs: RefCell::default(),
            before: RefCell::default(),
            queue: RefCell::default(),
            numbered: Cell::new(FIRST_OF_SERIES),
            began: Cell::new(0.0),
            reach: Cell::new(LEAST_REACH),
            turn: Turn::default(),
            kept: Outbox::new(Home::Lab)?,
            rates: Runs::new()?,
            place: dom::element("series-runs")?,
            listeners: RefCell::default(),
        });
        series.listen()?;
        series.turn.join(CONTESTANT, |_| {}, &series, Self::turned)?;
        series.show()?;
        Ok(series)
    }
}

impl Series {
    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        self.listeners.replace(vec![
            press::choice("series-axis", self, |_| {
                dom::element::<HtmlInputElement>("series-values")?.set_value(axis()?.usual);
                dom::set_hidden("series-refused", true)
            })?,
            press::button("series-train", self, Self::begin)?,
            press::button("series-pause", self, |series| series.all(Stand::Trains, One::pause))?,
            press::button("series-go-on", self, |series| {
                let paused = series.those(Stand::Paused);
                paused.iter().try_for_each(|run| series.wait(run))?;
                series.go_on()
            })?,
            press::button("series-stop", self, |series| {
                // First those that wait: none of them is to begin meanwhile.
                series.all(Stand::Waits, One::stop)?;
                series.all(Stand::Paused, One::stop)?;
                series.all(Stand::Trains, One::stop)
            })?,
        ]);
        Ok(())
    }

    /// Begins a series with the lab's settings as the address has them.
    fn begin(self: &Rc<Self>) -> Result<(), PageError> {
        let base = address::read().0.run;
        let (axis, field) = (axis()?, dom::element::<HtmlInputElement>("series-values")?);
        let all = match settings(&base, axis, &field.value()) {
            Ok(all) => all,
            Err(why) => {
                dom::set_text("series-refused", &why.to_string())?;
                return dom::set_hidden("series-refused", false);
            }
        };
        dom::set_hidden("series-refused", true)?;
        dom::set_hidden("series-figure", false)?;
        // Those that have just ended may still have to be kept; one before them that never will be ends now.
        self.before.replace(self.runs.take()).iter().for_each(|run| run.end());
        self.place.set_text_content(None);
        self.reach.set(LEAST_REACH);
        self.began.set(dom::now());
        let cores = dom::window()?.navigator().hardware_concurrency();
        self.queue.replace(Queue::new(all.len(), cores as usize));
        for (place, settings) in all.into_iter().enumerate() {
            let panel = Panel::new(&self.place, place + 1, axis.title(&settings))?;
            let pause = hears(self, move |series: &Rc<Self>, _| series.pause_or_go_on(place));
            let stop = hears(self, move |series: &Rc<Self>, _| series.one(place).map_or(Ok(()), |run| run.stop()));
            let buttons = [dom::listen(&panel.go, "click", pause)?, dom::listen(&panel.stop, "click", stop)?];
            let number = self.numbered.replace(self.numbered.get() + 1);
            let run = One::new(self, (place, number), settings, panel, buttons);
            self.runs.borrow_mut().push(Rc::new(run));
        }
        self.go_on()?;
        self.turn.pressed();
        Ok(())
    }

    fn one(&self, place: usize) -> Option<Rc<One>> {
        self.runs.borrow().get(place).cloned()
    }

    fn pause_or_go_on(&self, place: usize) -> Result<(), PageError> {
        let Some(run) = self.one(place) else { return Ok(()) };
        if run.stand() != Stand::Paused {
            return run.pause();
        }
        self.wait(&run)?;
        self.go_on()
    }

    /// A paused run is to go on, once it gets a place.
    fn wait(&self, run: &One) -> Result<(), PageError> {
        self.queue.borrow_mut().set(run.place, Stand::Waits);
        run.waits()
    }

    fn those(&self, stand: Stand) -> Vec<Rc<One>> {
        self.runs.borrow().iter().filter(|run| run.stand() == stand).cloned().collect()
    }

    /// Does this with all runs that stand so.
    fn all(&self, stand: Stand, act: fn(&One) -> Result<(), PageError>) -> Result<(), PageError> {
        self.those(stand).iter().try_for_each(|run| act(run))
    }

    /// Gives free places to those who wait.
    fn go_on(&self) -> Result<(), PageError> {
        loop {
            let next = self.queue.borrow_mut().admit();
            let Some(run) = next.and_then(|place| self.one(place)) else { break };
            run.train(self.turn.sentence())?;
        }
        self.show()
    }

    /// A run stands otherwise than before.
    fn stands(&self, place: usize, stand: Stand) -> Result<(), PageError> {
        self.queue.borrow_mut().set(place, stand);
        self.go_on()
    }

    fn turned(&self) -> Result<(), PageError> {
        let sentence = self.turn.sentence();
        self.those(Stand::Trains).iter().try_for_each(|run| run.hold(sentence.clone()))
    }

    fn keep(&self, kept: &Kept, state: Option<Uint8Array>) -> Result<(), PageError> {
        self.kept.keep(kept, state)
    }

    fn rested(&self, number: u32, point: RatePoint) -> Result<(), PageError> {
        self.rates.add(number, point)
    }

    /// Draws the scatter of a run, or of all if they now need other axes.
    fn draw(&self, place: usize) {
        let runs = self.runs.borrow();
        let reach = runs.iter().map(|run| 1.05 * run.panel.reach()).fold(LEAST_REACH, f64::max);
        // An untrained network may scatter them widely.
        if reach > self.reach.get() || reach < MUCH_LESS * self.reach.get() {
            self.reach.set(reach);
            runs.iter().for_each(|run| run.panel.draw(reach));
        } else if let Some(run) = runs.get(place) {
            run.panel.draw(self.reach.get());
        }
    }

    fn show(&self) -> Result<(), PageError> {
        let queue = self.queue.borrow();
        let (trains, waits, paused) =
            (queue.count(Stand::Trains), queue.count(Stand::Waits), queue.count(Stand::Paused));
        self.turn.follow(trains > 0);
        let any = !queue.stands().is_empty();
        let enabled = [
            ("series-train", queue.is_over()),
            ("series-pause", trains > 0),
            ("series-go-on", paused > 0),
            ("series-stop", trains + waits + paused > 0),
        ];
        for (id, can) in enabled {
            dom::element::<web_sys::HtmlButtonElement>(id)?.set_disabled(!can);
        }
        let words = match (any, queue.is_over()) {
            (false, _) => String::new(),
            (true, false) => format!("{} {} at a time.", queue.words(), queue.at_once()),
            (true, true) => {
                let seconds = (dom::now() - self.began.get()) / 1000.0;
                format!("{} It took {seconds:.0} s. What reached an epoch is in the table below.", queue.words())
            }
        };
        dom::set_text("series-words", &words)
    }
}

fn axis() -> Result<&'static Axis, PageError> {
    let chosen = dom::element::<HtmlSelectElement>("series-axis")?.value();
    Ok(AXES.iter().find(|axis| axis.key == chosen).unwrap_or(&AXES[0]))
}
