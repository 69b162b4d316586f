//! The chapters with a program of their own, which the page loads when one of them comes near the screen.
//!
//! They share the document with the page's program and nothing else: [`runs`](crate::ui::page::runs) and turns cross as events.

use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use crate::protocol::Guest;
use crate::ui::chapters::autoencoder::Autoencoder;
use crate::ui::chapters::galaxies::Galaxies;
use crate::ui::chapters::galaxies::handin::HandIn;
use crate::ui::chapters::galaxies::upload::Upload;
use crate::ui::chapters::representation;
use crate::ui::chapters::som::SomChapter;
use crate::ui::chapters::vae::VaeChapter;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::{explorer::Explorer, report, runs};
use crate::ui::{near, panic};

thread_local! {
    /// The chapters live as long as their tab.
    static LECTURE: OnceCell<Rc<Lecture>> = const { OnceCell::new() };
}

struct Lecture {
    explorer: Rc<Explorer>,
    som: OnceCell<Rc<SomChapter>>,
    autoencoder: OnceCell<Rc<Autoencoder>>,
    vae: OnceCell<Rc<VaeChapter>>,
    galaxies: OnceCell<Rc<Galaxies>>,
    upload: OnceCell<Rc<Upload>>,
    hand_in: OnceCell<HandIn>,
    runs: OnceCell<Listener>,
}

/// Brings the chapters to life, each when it comes near the screen.
pub fn start() {
    panic::install();
    match Lecture::open() {
        Ok(lecture) => LECTURE.with(|cell| drop(cell.set(lecture))),
        Err(error) => panic::tell(&error.to_string()),
    }
}

impl Lecture {
    fn open() -> Result<Rc<Self>, PageError> {
        let lecture = Rc::new(Self {
            explorer: Explorer::new(&[Guest::Representation, Guest::Vae])?,
            som: OnceCell::new(),
            autoencoder: OnceCell::new(),
            vae: OnceCell::new(),
            galaxies: OnceCell::new(),
            upload: OnceCell::new(),
            hand_in: OnceCell::new(),
            runs: OnceCell::new(),
        });
        lecture.when_near("som", |lecture| {
            drop(lecture.som.set(SomChapter::start()?));
            Ok(())
        })?;
        lecture.when_near("representation", |lecture| representation::join(&lecture.explorer))?;
        lecture.when_near("autoencoder", |lecture| {
            drop(lecture.autoencoder.set(Autoencoder::start()?));
            Ok(())
        })?;
        lecture.when_near("vae", Self::start_vae)?;
        lecture.when_near("galaxies", Self::start_galaxies)?;
        Ok(lecture)
    }

    fn when_near(self: &Rc<Self>, id: &str, start: fn(&Rc<Self>) -> Result<(), PageError>) -> Result<(), PageError> {
        let weak: Weak<Self> = Rc::downgrade(self);
        near::once_near(&dom::element(id)?, move || {
            if let Some(lecture) = weak.upgrade() {
                report(start(&lecture));
            }
        })
    }

    fn start_vae(self: &Rc<Self>) -> Result<(), PageError> {
        let vae = VaeChapter::start(self.explorer.line())?;
        let plot = vae.clone();
        let listener = runs::hear(move |run, point| report(plot.add_run(run, point)))?;
        drop(self.runs.set(listener));
        drop(self.vae.set(vae.clone()));
        self.explorer.join(vae)
    }

    /// The notebook, and what goes into it as files and comes out of it as files.
    fn start_galaxies(self: &Rc<Self>) -> Result<(), PageError> {
        let galaxies = Galaxies::start()?;
        let notebook = Rc::downgrade(&galaxies);
        let upload = Upload::start(move |set| notebook.upgrade().map_or(Ok(()), |notebook| notebook.set_own(set)))?;
        let notebook = Rc::downgrade(&galaxies);
        let hand_in = HandIn::start(move |then| {
            notebook.upgrade().map_or(Ok(()), |notebook| notebook.ask_files(move |files| report(then(&files))))
        })?;
        drop(self.galaxies.set(galaxies));
        drop(self.upload.set(upload));
        drop(self.hand_in.set(hand_in));
        Ok(())
    }
}
