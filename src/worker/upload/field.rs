//! A whole field in the upload's worker: its sky is measured once, its sources are found as often as the person changes what
//! counts as one, and stamps are cut when they are asked for. Between two units of work, what the page says is heard.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Date;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::{TELL_EVERY, bytes};
use crate::data::count::thousands;
use crate::data::field::view::{Sketch, View};
use crate::data::field::{self as fields, Background, Catalogue, Mesh, Plane, Settings, stamp};
use crate::data::table::Table;
use crate::data::upload::cutting::{Cutting, Selection, select};
use crate::data::upload::field::{Field, Part, open};
use crate::protocol::field::{Command, Event, Found, Search, Stage};
use crate::protocol::{self, Bytes, upload};
use crate::worker::messages::{breathe, post, post_beside};

/// Work goes on for so long, ms, before the page is heard.
const UNIT: f64 = 8.0;

/// A field whose sky is measured.
struct Opened {
    name: String,
    field: Field,
    table: Option<(String, Table)>,
    background: Background,
    view: View,
}

/// What was found in a field.
struct Sources {
    catalogue: Catalogue,
    /// How; with `listed`, the table's positions are taken.
    search: Search,
}

thread_local! {
    static OPENED: RefCell<Option<Rc<Opened>>> = RefCell::default();
    static SOURCES: RefCell<Option<Rc<Sources>>> = RefCell::default();
    /// The work that is under way: any with another number is over.
    static RUN: Cell<u32> = Cell::default();
    /// There is such work.
    static BUSY: Cell<bool> = Cell::default();
    /// What the page asked for last.
    static WANTED: Cell<Search> = const { Cell::new(NOTHING) };
    /// The archive of stamps that was cut last: its name, its bytes, and how its stamps were found and cut.
    static CUT: RefCell<Option<(String, usize, Search)>> = RefCell::default();
}

/// Before the page has asked for anything.
const NOTHING: Search = Search { threshold: 0.0, least_area: 0, contrast: 0.0, radii: 0.0, listed: false };

/// Answers a command; `files` came beside it. Only what begins or ends work ends that which is under way.
pub fn hear(command: Command, files: Vec<File>) {
    match command {
        Command::Open { names, search } => {
            WANTED.set(search);
            OPENED.take();
            SOURCES.take();
            let work = Work::new();
            spawn_local(async move {
                match opened(names, files, work).await {
                    Ok(Some(opened)) => {
                        let opened = Rc::new(opened);
                        OPENED.set(Some(opened.clone()));
                        find(opened, Work::new()).await;
                    }
                    Ok(None) => {}
                    Err(why) => say(Event::Failed(why)),
                }
            });
        }
        Command::Find(search) => {
            WANTED.set(search);
            match OPENED.with_borrow(Clone::clone) {
                Some(opened) => spawn_local(find(opened, Work::new())),
                // It will be searched for this once it is read.
                None if BUSY.get() => {}
                None => say(Event::Failed("No field was read: choose other files.".to_owned())),
            }
        }
        Command::Stop => {
            drop(Work::new());
            say(Event::Stopped { read: OPENED.with_borrow(Option::is_some) });
        }
        Command::Draw { radii } => {
            WANTED.set(Search { radii, ..WANTED.get() });
            // What is under way ends with stamps of this size.
            if !BUSY.get() {
                say_found();
            }
        }
        Command::Cut { radii } => spawn_local(cut(radii, Work::new())),
    }
}

/// Work in units, with the page heard between them.
struct Work {
    run: u32,
    /// When the unit began, and when the page last heard of it.
    began: Cell<f64>,
    told: Cell<f64>,
}

impl Work {
    /// New work, which ends any other.
    fn new() -> Self {
        RUN.set(RUN.get() + 1);
        BUSY.set(true);
        Self { run: RUN.get(), began: Cell::new(Date::now()), told: Cell::new(0.0) }
    }

    /// After a step: ends the unit if it took its time. Whether the work is to go on.
    async fn goes_on(&self, stage: Stage, progress: impl Fn() -> (f64, usize)) -> bool {
        let now = Date::now();
        if now - self.began.get() < UNIT {
            return true;
        }
        if now - self.told.get() > TELL_EVERY {
            self.told.set(now);
            let (done, count) = progress();
            say(Event::Working { stage, done: done as f32, count: count as u32 });
        }
        breathe().await;
        self.began.set(Date::now());
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        RUN.get() != self.run
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if RUN.get() == self.run {
            BUSY.set(false);
        }
    }
}

/// Reads the files and measures the sky; nothing if that was stopped.
async fn opened(names: Vec<String>, files: Vec<File>, work: Work) -> Result<Option<Opened>, String> {
    let (mut image, mut table, mut why) = (None, None, None);
    for (name, file) in names.into_iter().zip(&files) {
        let bytes = bytes(file, None).await.map_err(|error| format!("{name}: {error}."))?;
        match open(&name, bytes) {
            Ok(Part::Field(field)) => image = Some((name, *field)),
            Ok(Part::Table(found)) => table = Some((name, found)),
            Err(error) => why = Some(format!("{name}: {error}.")),
        }
    }
    if work.is_over() {
        return Ok(None);
    }
    let Some((name, field)) = image else {
        return Err(why.unwrap_or_else(|| "There is no image among these files.".to_owned()));
    };
    let (mut mesh, mut sketch) = (Mesh::new(field.width()), Sketch::new(&field));
    let all = 2.0 * field.height() as f64;
    while !mesh.step(&field) {
        if !work.goes_on(Stage::Sky, || (mesh.done() as f64 / all, 0)).await {
            return Ok(None);
        }
    }
    while !sketch.step(&field) {
        if !work.goes_on(Stage::Sky, || (0.5 + sketch.done() as f64 / all, 0)).await {
            return Ok(None);
        }
    }
    let background = mesh.finish().map_err(|error| format!("{name}: {error}."))?;
    let view = sketch.finish(field.bottom_up);
    Ok(Some(Opened { name, field, table, background, view }))
}

async fn find(opened: Rc<Opened>, work: Work) {
    let wanted = WANTED.get();
    let Opened { field, background, .. } = &*opened;
    let settings =
        Settings { threshold: wanted.threshold, least_area: wanted.least_area as usize, contrast: wanted.contrast };
    let mut search = fields::Search::new(field, background, settings);
    let catalogue = loop {
        match search.step(field, background) {
            Ok(None) => {}
            Ok(Some(catalogue)) => break catalogue,
            Err(error) => return say(Event::Failed(format!("{}: {error}.", opened.name))),
        }
        if !work.goes_on(Stage::Search, || search.progress(field.height())).await {
            return;
        }
    };
    SOURCES.set(Some(Rc::new(Sources { catalogue, search: wanted })));
    say_found();
}

/// How the stamps in a file of this name and size were cut, if that was done here.
pub fn cut_as(name: &str, bytes: f64) -> Option<Search> {
    CUT.with_borrow(|cut| cut.as_ref().filter(|cut| cut.0 == name && cut.1 as f64 == bytes).map(|cut| cut.2))
}

/// The field with what was found in it, and the stamps of this size.
fn selected(radii: f32) -> Option<(Rc<Opened>, Rc<Sources>, Selection)> {
    let (opened, sources) = (OPENED.with_borrow(Clone::clone)?, SOURCES.with_borrow(Clone::clone)?);
    let table = opened.table.as_ref().filter(|_| sources.search.listed).map(|(name, table)| (name.as_str(), table));
    let selection = select(&opened.field, &sources.catalogue, table, radii);
    Some((opened, sources, selection))
}

/// Says what was found, with stamps of the size that is wanted.
fn say_found() {
    let radii = WANTED.get().radii;
    let Some((opened, sources, selection)) = selected(radii) else { return };
    let circles = selection.stamps.iter().map(|(number, _)| {
        let found = &sources.catalogue.found[*number];
        [found.source.x, found.source.y, stamp::side(found, radii) as f64 / 2.0]
    });
    let [count, stamps] = [sources.catalogue.found.len(), selection.stamps.len()];
    let mut lines = vec![format!("{} sources, {} stamps.", thousands(count as u64), thousands(stamps as u64))];
    lines.extend(selection.lines.iter().cloned());
    say(Event::Found(Found {
        stamps: stamps as u32,
        sources: count as u32,
        lines,
        table: opened.table.is_some(),
        width: opened.view.width as u32,
        height: opened.view.height as u32,
        pixels: Bytes(opened.view.with_circles(circles)),
    }));
}

async fn cut(radii: f32, work: Work) {
    let Some((opened, sources, selection)) = selected(radii) else { return };
    let Opened { name, field, background, .. } = &*opened;
    let table = opened.table.as_ref().map(|(_, table)| table);
    let mut cutting = Cutting::new(name, field, table, &selection);
    let all = selection.stamps.len().max(1) as f64;
    let failed = |error: crate::data::field::packing::PackError| say(Event::Failed(format!("{error}.")));
    loop {
        match cutting.step(field, background, &sources.catalogue, table, &selection) {
            Ok(true) => break,
            Ok(false) => {}
            Err(error) => return failed(error),
        }
        if !work.goes_on(Stage::Cut, || (cutting.next as f64 / all, cutting.kept)).await {
            return;
        }
    }
    match cutting.finish(&selection) {
        Ok((name, bytes, words)) => {
            // The positions of a table without any are not taken.
            let listed = selection.is_listed();
            CUT.set(Some((name.clone(), bytes.len(), Search { radii, listed, ..sources.search })));
            let stamps = Event::Stamps { name, words };
            post_beside(&protocol::Event::Upload(upload::Event::Field(stamps)), &bytes);
        }
        Err(error) => failed(error),
    }
}

fn say(event: Event) {
    post(&protocol::Event::Upload(upload::Event::Field(event)));
}
