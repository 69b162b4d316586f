//! The worker's part in the chapter on self-organizing maps: a catalogue, the map under training, and the last one that was
//! looked at. It knows neither the browser nor the other chapters.
//!
//! Training and evaluation both proceed in small pieces: a big map is evaluated a few galaxies at a time, while it is trained.

mod pace;
mod sample;

use crate::data::catalogue::Catalogue;
use crate::protocol::{Command, Event, Fault, FaultKind, Floats, som};
use crate::som::cells;
use crate::som::map::Lattice;
use crate::som::trainer::{MapTrainer, Settings, Start};
use crate::worker::arrival::Arrival;
use crate::worker::fetches::{File, Purpose, Wanted, name, no_data};
use crate::worker::shared::Shared;
use crate::worker::work::{Answered, Work};
use pace::{Effort, Speed};
use sample::{Picturing, Sample};

/// Least time between two reports, ms.
const REPORT_EVERY: f64 = 150.0;
/// Least time between two pictures, ms.
const PICTURE_EVERY: f64 = 250.0;
/// While a picture is made, every nth unit goes into it, the others into the training.
const PICTURE_SHARE: u32 = 3;
/// Bins of a redshift histogram.
const BINS: usize = 40;

/// A map that is trained, or that was until it was stopped.
struct Training {
    run: u32,
    trainer: MapTrainer,
    epochs: u32,
    going: bool,
    speed: Speed,
    reported: f64,
}

/// The map as last drawn: who is in which cell.
struct Drawn {
    run: u32,
    members: Vec<Vec<u32>>,
}

/// What a worker knows of maps.
#[derive(Default)]
pub struct Maps {
    sample: Option<Sample>,
    /// Redshifts of the histograms go from 0 to this.
    farthest: f32,
    /// `[training galaxies, bands]`, mag.
    spectra: Vec<f32>,
    /// Asked for before the catalogue was here.
    waiting: Option<(u32, som::Settings)>,
    training: Option<Training>,
    picturing: Option<Picturing>,
    drawn: Option<Drawn>,
    pictured: f64,
    turns: u32,
    steps: Effort,
    looks: Effort,
}

impl Work for Maps {
    fn answer(&mut self, command: Command, shared: &mut Shared, out: &mut Vec<Event>) -> Result<Answered, Fault> {
        let Command::Som(command) = command else { return Ok(Answered::Other(command)) };
        match command {
            // What is asked from now on is asked of the catalogue that comes.
            som::Command::Open { url } => {
                let file = name(&url);
                shared.fetches.ask(Wanted {
                    purpose: Purpose::Chapter("catalogue"),
                    files: vec![File::plain(url)],
                    read: Box::new(move |files| {
                        let bytes = files.first().map(Vec::as_slice).unwrap_or_default();
                        Catalogue::read(bytes).map(Arrival::Catalogue).map_err(|error| format!("{file}: {error}"))
                    }),
                    partly: None,
                    missing: no_data,
                });
                (self.sample, self.waiting) = (None, None);
                (self.training, self.picturing, self.drawn) = (None, None, None);
            }
            som::Command::Train { run, settings } => self.train(run, settings, shared.now(), out)?,
            som::Command::Stop => self.stop(shared.now(), out),
            som::Command::Look { cell } => self.look(cell, out),
        }
        Ok(Answered::Done)
    }

    /// Reports the catalogue to the page; a training run that waited for it begins.
    fn arrived(&mut self, arrival: Arrival, shared: &Shared, out: &mut Vec<Event>) -> Option<Arrival> {
        let Arrival::Catalogue(catalogue) = arrival else { return Some(arrival) };
        let sample = Sample::divide(&catalogue);
        self.farthest = catalogue.redshifts.iter().copied().fold(0.0, f32::max);
        self.spectra = sample.training.spectra();
        let training = &sample.training;
        let all: Vec<u32> = (0..sample.training.len() as u32).collect();
        let redshifts = shares(&sample.training.redshifts, &all, self.farthest);
        out.push(tell(som::Event::Catalogue(som::Catalogue {
            bands: catalogue.bands,
            training: sample.training.len() as u32,
            held_out: sample.held_out.len() as u32,
            ranges: [sample.bluest(), training.magnitudes.clone(), training.redshifts.clone(), self.spectra.clone()]
                .map(range),
            redshifts: Floats(redshifts),
            farthest: self.farthest,
        })));
        self.sample = Some(sample);
        if let Some((run, settings)) = self.waiting.take()
            && let Err(fault) = self.train(run, settings, shared.now(), out)
        {
            out.push(Event::Fault(fault));
        }
        None
    }

    fn has_work(&self, _shared: &Shared) -> bool {
        self.picturing.is_some() || self.training.as_ref().is_some_and(|training| training.going)
    }

    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<Event>) -> Result<(), Fault> {
        let going = self.training.as_ref().is_some_and(|training| training.going);
        self.turns += 1;
        // The start is drawn before anything is trained: it is what the training improves.
        let untouched = self.training.as_ref().is_none_or(|training| training.trainer.steps_done() == 0);
        let looks = !going || untouched || self.turns.is_multiple_of(PICTURE_SHARE);
        if looks && self.picturing.is_some() {
            self.look_some(shared, out);
        } else {
            self.train_some(shared, out);
        }
        Ok(())
    }

    fn go_on(&mut self, now: f64, out: &mut Vec<Event>) {
        if let Some(training) = self.training.as_mut().filter(|training| training.going) {
            training.speed.go_on(now);
            self.report_progress(now, out);
        }
    }
}

impl Maps {
    fn train(&mut self, run: u32, settings: som::Settings, now: f64, out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(sample) = &self.sample else {
            self.waiting = Some((run, settings));
            return Ok(());
        };
        let rows = sample.training.colours.clone();
        let trainer = MapTrainer::new(trainer_settings(&settings), rows, sample.training.dimensions())
            .map_err(|error| Fault { kind: FaultKind::Settings, message: error.to_string() })?;
        let speed = Speed::start(now);
        self.training = Some(Training { run, trainer, epochs: settings.epochs, going: true, speed, reported: now });
        (self.steps, self.looks) = (Effort::default(), Effort::default());
        self.picture();
        self.report_progress(now, out);
        Ok(())
    }

    fn stop(&mut self, now: f64, out: &mut Vec<Event>) {
        self.waiting = None;
        if let Some(training) = self.training.as_mut().filter(|training| training.going) {
            training.going = false;
            self.picturing = None;
            self.picture();
            self.report_progress(now, out);
        }
    }

    fn train_some(&mut self, shared: &Shared, out: &mut Vec<Event>) {
        let Some(training) = &mut self.training else { return };
        let began = shared.now();
        training.trainer.advance(self.steps.count());
        let ended = shared.now();
        self.steps.took(ended - began);
        let finished = training.trainer.is_finished();
        training.speed.done(training.trainer.steps_done(), ended);
        training.going = !finished;
        if finished {
            self.picturing = None;
        }
        if finished || self.picturing.is_none() && ended - self.pictured >= PICTURE_EVERY {
            self.picture();
        }
        if finished || self.training.as_ref().is_some_and(|training| ended - training.reported >= REPORT_EVERY) {
            self.report_progress(ended, out);
        }
    }

    /// Begins to look at the map as it is now.
    fn picture(&mut self) {
        let Some(training) = &self.training else { return };
        let (trainer, per_epoch) =
            (&training.trainer, training.trainer.steps_in_all() / u64::from(training.epochs.max(1)));
        let epoch = trainer.steps_done() as f32 / per_epoch.max(1) as f32;
        self.picturing = Some(Picturing::new(trainer.map().clone(), epoch, !training.going));
    }

    fn look_some(&mut self, shared: &Shared, out: &mut Vec<Event>) {
        let (Some(sample), Some(training)) = (&self.sample, &self.training) else {
            self.picturing = None;
            return;
        };
        let Some(picturing) = &mut self.picturing else { return };
        let began = shared.now();
        let whole = picturing.advance(sample, self.looks.count() as usize);
        self.looks.took(shared.now() - began);
        if whole && let Some(picturing) = self.picturing.take() {
            let (picture, members) = picturing.finish(training.run, sample);
            self.drawn = Some(Drawn { run: training.run, members });
            out.push(tell(som::Event::Picture(picture)));
            self.pictured = shared.now();
        }
    }

    fn report_progress(&mut self, now: f64, out: &mut Vec<Event>) {
        let Some(training) = &mut self.training else { return };
        training.reported = now;
        let (step, steps) = (training.trainer.steps_done(), training.trainer.steps_in_all());
        out.push(tell(som::Event::Progress(som::Progress {
            run: training.run,
            training: training.going,
            step: step as u32,
            steps: steps as u32,
            epochs: training.epochs,
            radius: training.trainer.radius(),
            seconds_left: if training.going { training.speed.seconds_for(steps - step) } else { 0.0 },
        })));
    }

    fn look(&self, cell: u32, out: &mut Vec<Event>) {
        let (Some(drawn), Some(sample)) = (&self.drawn, &self.sample) else { return };
        let Some(members) = drawn.members.get(cell as usize) else { return };
        let (mean, spread) =
            cells::mean_and_spread(&self.spectra, sample.training.bands.len(), members).into_iter().unzip();
        let mut redshifts: Vec<f32> = members.iter().map(|row| sample.training.redshifts[*row as usize]).collect();
        out.push(tell(som::Event::Cell(som::Cell {
            run: drawn.run,
            cell,
            galaxies: members.len() as u32,
            mean: Floats(mean),
            spread: Floats(spread),
            median_redshift: cells::median(&mut redshifts),
            redshifts: Floats(shares(&sample.training.redshifts, members, self.farthest)),
        })));
    }
}

fn tell(event: som::Event) -> Event {
    Event::Som(event)
}

fn trainer_settings(settings: &som::Settings) -> Settings {
    Settings {
        lattice: Lattice {
            columns: settings.columns as usize,
            rows: settings.rows as usize,
            toroidal: settings.toroidal,
        },
        start: if settings.pca_start { Start::Pca } else { Start::Random },
        radius: settings.radius,
        learning_rate: settings.learning_rate,
        epochs: settings.epochs,
        seed: settings.seed,
    }
}

/// The range of the values without the lowest and the highest hundredth.
fn range(mut values: Vec<f32>) -> [f32; 2] {
    values.sort_unstable_by(f32::total_cmp);
    let at = |share: f32| values.get((share * values.len() as f32) as usize).copied().unwrap_or_default();
    [at(0.01), at(0.99)]
}

/// Histogram of the values of some rows in equal bins from 0 to `highest`, as shares of these rows; all 0 without rows.
fn shares(values: &[f32], rows: &[u32], highest: f32) -> Vec<f32> {
    let mut shares = vec![0.0; BINS];
    let each = 1.0 / rows.len().max(1) as f32;
    for row in rows {
        let bin = (values[*row as usize] / highest.max(f32::MIN_POSITIVE) * BINS as f32) as usize;
        shares[bin.min(BINS - 1)] += each;
    }
    shares
}
