//! Your own images: files are chosen or dropped, read by a worker of their own, looked at, and handed to the notebook or let go.
//!
//! The page holds handles of files and bytes that it passes on; it looks into neither.

mod field;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, Element, File, FileList, HtmlButtonElement, HtmlInputElement, HtmlProgressElement};

use super::columns::Columns;
use super::upload_choices;
use crate::data::Shape;
use crate::data::upload::FEWEST_IMAGES;
use crate::protocol::upload::{Command, Event, Findings};
use crate::protocol::{self, FaultKind};
use crate::ui::client::{Client, Program};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Strip, StripOptions};
use crate::ui::page::dropped::{self, Found};
use crate::ui::run::{Lost, Recovery};
use crate::ui::weak::{hears, with};
use crate::ui::words::{self, thousands};

/// Images in a row of the preview.
const COLUMNS: usize = 8;

/// What is said of a worker that its files ended, and what then remains to do.
const TOO_MUCH: &str = "These files were too much for it: choose fewer or smaller ones.";
const WAY_ON: &str = "choose other files";

/// Takes the set over: the bytes are an encoded command for the notebook's worker.
type Use = Box<dyn Fn(&Uint8Array) -> Result<(), PageError>>;

pub struct Upload {
    /// Started with the first files.
    client: OnceCell<Rc<Client>>,
    strip: Strip,
    /// The files that were read last, with their paths.
    files: RefCell<Vec<(String, File)>>,
    field: Strip,
    /// What is to be said of files that the page made itself.
    note: RefCell<String>,
    /// Set once, at the start.
    columns: OnceCell<Rc<Columns>>,
    used: Use,
    /// Something was read and not yet taken or let go.
    open: Cell<bool>,
    recovery: RefCell<Recovery>,
    listeners: RefCell<Vec<Listener>>,
}

impl Upload {
    pub fn start(used: impl Fn(&Uint8Array) -> Result<(), PageError> + 'static) -> Result<Rc<Self>, PageError> {
        let options = StripOptions { label: "Preview of your images".to_owned(), columns: COLUMNS, gap: 2 };
        let upload = Rc::new(Self {
            client: OnceCell::new(),
            strip: Strip::new(dom::element("upload-preview")?, options)?,
            columns: OnceCell::new(),
            files: RefCell::default(),
            field: field::preview()?,
            note: RefCell::default(),
            used: Box::new(used),
            open: Cell::new(false),
            recovery: RefCell::default(),
            listeners: RefCell::default(),
        });
        upload.listen()?;
        let choose = hears(&upload, |upload, choices| upload.send(Command::Choose(choices)));
        let columns = Columns::start(choose)?;
        upload.columns.get_or_init(|| columns);
        Ok(upload)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let on = |id: &str, kind: &'static str, act: fn(&Rc<Self>) -> Result<(), PageError>| {
            dom::listen(&dom::element(id)?, kind, hears(self, move |upload, _| act(upload)))
        };
        let mut listeners = vec![
            on("upload-files", "change", |upload| upload.chosen("upload-files"))?,
            on("upload-folder", "change", |upload| upload.chosen("upload-folder"))?,
            on("upload-use", "click", Self::take)?,
            on("upload-discard", "click", |upload| upload.let_go("Let go: nothing of it is kept."))?,
        ];
        listeners.extend([
            on("field-start", "click", Self::open_field)?,
            on("field-stop", "click", Self::stop_field)?,
            on("field-use", "click", Self::cut_stamps)?,
            on("field-radii", "input", Self::resize_stamps)?,
            on("field-listed", "change", Self::find_again)?,
        ]);
        for id in field::SEARCHING {
            listeners.push(on(id, "input", Self::field_slid)?);
            listeners.push(on(id, "change", Self::find_again)?);
        }
        for (id, kind) in upload_choices::FIELDS {
            listeners.push(on(id, kind, Self::look_changed)?);
        }
        listeners.push(on(upload_choices::PLANE, "change", Self::plane_changed)?);
        listeners.extend(dropped::zone("upload-zone", self, Self::dropped)?);
        self.listeners.replace(listeners);
        Ok(())
    }

    fn chosen(self: &Rc<Self>, id: &str) -> Result<(), PageError> {
        let input: HtmlInputElement = dom::element(id)?;
        match input.files() {
            Some(files) => self.read(named(&files)),
            None => Ok(()),
        }
    }

    /// Files and folders were dropped.
    fn dropped(self: &Rc<Self>, transfer: &DataTransfer) -> Result<(), PageError> {
        let entries = dropped::entries(transfer);
        if entries.is_empty() {
            return transfer.files().map_or(Ok(()), |files| self.read(named(&files)));
        }
        say("Looking through what was dropped …")?;
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let found = dropped::files(entries).await;
            with(&weak, |upload| upload.found_dropped(found));
        });
        Ok(())
    }

    fn found_dropped(self: &Rc<Self>, found: Found) -> Result<(), PageError> {
        let (count, closed) = (found.files.len(), found.closed);
        if count == 0 {
            return say("There are no files in what was dropped, or the browser may not open them.");
        }
        self.read(found.files)?;
        if count >= dropped::MOST_FILES {
            return say(&format!("Reading the first {} files of what was dropped …", thousands(count as u64)));
        }
        if closed > 0 {
            let [count, closed] = [count, closed].map(|files| thousands(files as u64));
            return say(&format!("Reading {count} files …; {closed} files or folders could not be opened."));
        }
        Ok(())
    }

    /// Reads files, each with its path.
    fn read(self: &Rc<Self>, found: Vec<(String, File)>) -> Result<(), PageError> {
        if found.is_empty() {
            return Ok(());
        }
        let (names, files): (Vec<String>, Vec<File>) = found.iter().cloned().unzip();
        let client = self.fresh_worker();
        upload_choices::reset()?;
        client.send_files(&protocol::Command::Upload(Command::Read { names, look: upload_choices::look()? }), &files);
        self.files.replace(found);
        self.note.take();
        self.columns.get().map_or(Ok(()), |columns| columns.clear())?;
        // Until the preview is here: what stops it between two files is known by its silence alone.
        client.expect_events(true);
        self.open.set(true);
        self.show(false)?;
        dom::set_hidden("upload-progress", false)?;
        say(&format!("Reading {} files …", thousands(files.len() as u64)))
    }

    /// A worker that holds nothing of an earlier upload.
    fn fresh_worker(self: &Rc<Self>) -> &Rc<Client> {
        if let Some(client) = self.client.get() {
            client.restart();
            return client;
        }
        self.client.get_or_init(|| Client::running(Program::Reader, "your files", hears(self, Self::hear)))
    }

    fn hear(self: &Rc<Self>, event: protocol::Event) -> Result<(), PageError> {
        match event {
            protocol::Event::Upload(event) => self.hear_own(event),
            protocol::Event::Fault(fault) => {
                let why = words::sentence(&fault.message);
                if fault.kind != FaultKind::Crashed {
                    return self.let_go(&why);
                }
                // Other files get another worker.
                let (Lost::Replace(words) | Lost::GiveUp(words)) =
                    self.recovery.borrow_mut().lost(&why, TOO_MUCH, WAY_ON);
                self.let_go(&words)
            }
            _ => Ok(()),
        }
    }

    fn hear_own(self: &Rc<Self>, event: Event) -> Result<(), PageError> {
        match event {
            Event::Reading { files, of, images, skipped } => {
                let bar: HtmlProgressElement = dom::element("upload-progress")?;
                bar.set_max(f64::from(of));
                bar.set_value(f64::from(files));
                let [file, of, images, skipped] = [files + 1, of, images, skipped].map(|count| thousands(count.into()));
                say(&format!("Reading file {file} of {of}: {images} images so far, {skipped} passed over."))
            }
            Event::Read(findings) => {
                self.recovery.borrow_mut().forgive();
                self.found(&findings)
            }
            Event::Field(event) => self.hear_field(event),
            Event::Tables(tables) => self.columns.get().map_or(Ok(()), |columns| columns.show(&tables)),
            Event::Measuring { images, of } => {
                let [images, of] = [images, of].map(|count| thousands(count.into()));
                say(&format!("Measuring your images: {images} of {of}."))
            }
            Event::Preview { side, pixels, measured } => {
                dom::set_hidden("upload-stretch-row", !measured)?;
                self.client.get().into_iter().for_each(|client| client.expect_events(false));
                let side = side as usize;
                self.strip.set(&pixels.0, Shape { height: side, width: side, channels: 3 })
            }
            Event::Taken { images, side, colour } => {
                let channels = if colour { "in colour" } else { "in grey" };
                if let Some(set) = self.client.get().and_then(|client| client.take_beside()) {
                    (self.used)(&set)?;
                }
                self.let_go(&format!(
                    "The notebook now has your {} images, {side} × {side} pixels {channels}. They are in this tab and nowhere else.",
                    thousands(images.into())
                ))
            }
        }
    }

    fn found(&self, findings: &Findings) -> Result<(), PageError> {
        dom::set_hidden("upload-progress", true)?;
        say(findings.lines.first().map_or("", String::as_str))?;
        let note = Some(self.note.take()).filter(|note| !note.is_empty());
        let lines: Vec<String> = findings.lines.iter().skip(1).cloned().chain(note).collect();
        list("upload-lines", &lines)?;
        field::offer(findings.field)?;
        list("upload-skipped-list", &findings.skipped)?;
        dom::set_hidden("upload-skipped", findings.skipped.is_empty())?;
        dom::set_text("upload-skipped-count", &findings.skipped_words)?;
        upload_choices::offer(findings)?;
        dom::element::<HtmlButtonElement>("upload-use")?.set_disabled((findings.images as usize) < FEWEST_IMAGES);
        self.show(true)
    }

    fn look_changed(self: &Rc<Self>) -> Result<(), PageError> {
        upload_choices::show()?;
        self.send(Command::Preview(upload_choices::look()?));
        Ok(())
    }

    /// The worker reads the files again: until it has, there is nothing to use.
    fn plane_changed(self: &Rc<Self>) -> Result<(), PageError> {
        dom::element::<HtmlButtonElement>("upload-use")?.set_disabled(true);
        dom::set_hidden("upload-progress", false)?;
        self.client.get().into_iter().for_each(|client| client.expect_events(true));
        self.look_changed()
    }

    fn take(self: &Rc<Self>) -> Result<(), PageError> {
        self.send(Command::Take(upload_choices::look()?));
        dom::element::<HtmlButtonElement>("upload-use")?.set_disabled(true);
        say("Preparing your images …")
    }

    fn send(&self, command: Command) {
        if let Some(client) = self.client.get() {
            client.send(protocol::Command::Upload(command));
        }
    }

    /// Ends the worker, with all that it read.
    fn let_go(&self, words: &str) -> Result<(), PageError> {
        if let Some(client) = self.client.get() {
            client.end();
        }
        for id in ["upload-files", "upload-folder"] {
            // So that the same files can be chosen again.
            dom::element::<HtmlInputElement>(id)?.set_value("");
        }
        // A button that disappears must not take the keyboard's place with it.
        if self.open.replace(false) {
            dom::focus("upload-words")?;
        }
        dom::set_hidden("upload-progress", true)?;
        self.columns.get().map_or(Ok(()), |columns| columns.clear())?;
        self.files.take();
        self.show(false)?;
        say(words)
    }

    fn show(&self, result: bool) -> Result<(), PageError> {
        dom::set_hidden("upload-result", !result)
    }
}

/// The files of a list with their paths.
fn named(list: &FileList) -> Vec<(String, File)> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    files.map(|file| (path(&file), file)).collect()
}

/// A file's path in the folder that was chosen, or its name.
fn path(file: &File) -> String {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

fn say(words: &str) -> Result<(), PageError> {
    dom::set_text("upload-words", words)
}

fn list(id: &str, lines: &[String]) -> Result<(), PageError> {
    let list: Element = dom::element(id)?;
    list.set_text_content(None);
    for line in lines {
        let item: Element = dom::create("li")?;
        item.set_text_content(Some(line));
        dom::append(&list, &item)?;
    }
    Ok(())
}
