//! The watch over a worker: one that starts slowly, gives no sign of life, or waits for a file is told of within some seconds,
//! with a way on. Slow machines are given time: only who owes events and is silent for long is taken for dead.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::Client;
use crate::ui::run::{OVER, Sign};
use crate::ui::waits::Wait;
use crate::ui::weak::{calls, with};

/// How often the silence is measured, in ms.
const LOOK_EVERY: i32 = 1_000;

impl Client {
    pub(super) fn watch(self: &Rc<Self>) {
        let look = Closure::<dyn FnMut()>::new(calls(self, Self::look));
        if let Some(window) = web_sys::window() {
            let handler = look.into_js_value();
            // Without an interval the page works all the same, only without this watch.
            let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(handler.unchecked_ref(), LOOK_EVERY);
        }
    }

    /// A sign of life: whatever it was, nobody doubts this worker now.
    pub(super) fn lives(&self) {
        self.silence.borrow_mut().heard();
        self.asked.set(false);
        self.doubt.take();
    }

    fn look(self: &Rc<Self>) {
        let starts = self.line.borrow().is_some() && !self.ready.get();
        let works = self.busy.get() && !self.held.get();
        let sign = self.silence.borrow_mut().look(js_sys::Date::now(), starts || works || self.asked.get());
        match sign {
            Sign::Ask if !starts => self.ask_for_life(),
            Sign::Tell => self.tell(starts),
            Sign::Over if works && !starts => {
                self.report_death(&format!("The worker has been silent for {} seconds and was ended.", OVER / 1000.0));
            }
            _ => {}
        }
    }

    fn ask_for_life(&self) {
        if let Some(line) = &*self.line.borrow() {
            // One that cannot be asked does not answer either, and is told of.
            let _ = line.worker.post_message(&JsValue::NULL);
        }
    }

    fn tell(self: &Rc<Self>, starts: bool) {
        let whose = self.whose;
        let (words, button) = if starts {
            let words = format!(
                "The program that computes for {whose} is slow to arrive or to start. It begins by itself once it is here. "
            );
            (words, "Load it again")
        } else {
            let words = format!(
                "The worker of {whose} gives no sign of life. It may be busy, and go on by itself; if it does not, end it: \
                 another one is started. "
            );
            (words, "End it")
        };
        self.doubt.replace(self.wait(&words, button, |client| {
            client.report_death("The worker gave no sign of life and was ended.");
        }));
    }

    /// A file that the worker waits for is late, or is not any more.
    pub(super) fn late(self: &Rc<Self>, file: String, late: bool) {
        self.late.borrow_mut().retain(|(other, _)| *other != file);
        if !late {
            return;
        }
        let words = format!(
            "{file}, for {}, is slow to arrive: the network or the host keeps it back. What needs it goes on by itself when \
             it comes, and what was computed stays. ",
            self.whose
        );
        let wait = self.wait(&words, "Ask for it again", |client| client.send(crate::protocol::Command::FetchAgain));
        self.late.borrow_mut().extend(wait.map(|wait| (file, wait)));
    }

    /// A page without the place for it has nowhere to say it.
    fn wait(self: &Rc<Self>, words: &str, button: &str, act: fn(&Rc<Self>)) -> Option<Wait> {
        let weak = Rc::downgrade(self);
        let pressed = move || {
            let weak = weak.clone();
            // Later, since it may end the button that is being pressed.
            wasm_bindgen_futures::spawn_local(async move { with(&weak, act) });
        };
        Wait::show(words, button, pressed).ok()
    }
}
