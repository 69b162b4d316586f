//! The search of a field for sources, a step at a time: detection, deblending, cleaning, then the size of each.

use super::background::Background;
use super::clean::Cleaning;
use super::components::{Component, Components};
use super::deblend::deblend;
use super::segments::{Segment, Segments};
use super::signal::Filter;
use super::size::{self, Size};
use super::source::{Placed, Source};
use super::{Found, Plane, Settings};

/// More are not kept.
pub const MOST_SOURCES: usize = 200_000;
/// Pixels of a step: some milliseconds of a browser's worker.
const PIXELS_A_STEP: usize = 200_000;

/// A place of a table has the source that is at most so many pixels away.
pub const NEAR: f64 = 3.0;

/// Why a search ended without sources.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there are more than 200,000 sources: raise the threshold or the least area")]
pub struct TooMany;

/// A search under way.
pub struct Search {
    settings: Settings,
    stage: Stage,
    sources: Vec<Source>,
    segments: Vec<Segment>,
    /// Pixels of the part that is looked at, kept for its memory.
    part: Vec<Placed>,
}

enum Stage {
    Detect { filter: Filter, components: Box<Components>, row: usize },
    Clean(Cleaning),
    Measure { segments: Segments, sizes: Vec<Size> },
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub found: Vec<Found>,
    pub(super) segments: Segments,
}

impl Catalogue {
    /// The source whose pixels are at this place, or the nearest to it, at most [`NEAR`] pixels.
    pub fn at(&self, [x, y]: [f64; 2]) -> Option<usize> {
        let range = |at: f64| (at - NEAR).ceil().max(0.0) as usize..((at + NEAR).floor() + 1.0).max(0.0) as usize;
        let mut best = (NEAR * NEAR, None);
        for row in range(y).take_while(|row| *row < self.segments.height()) {
            for segment in self.segments.within(row, range(x).start, range(x).end) {
                let ends = (f64::from(segment.x), f64::from(segment.x + segment.length - 1));
                let square = (x - x.clamp(ends.0, ends.1)).powi(2) + (y - row as f64).powi(2);
                if square < best.0 {
                    best = (square, Some(segment.source as usize));
                }
            }
        }
        best.1
    }
}

impl Search {
    pub fn new(plane: &impl Plane, background: &Background, settings: Settings) -> Self {
        let filter = Filter::new(plane, background);
        let stage = Stage::Detect { filter, components: Box::default(), row: 0 };
        Self { settings, stage, sources: Vec::new(), segments: Vec::new(), part: Vec::new() }
    }

    /// Searches some rows, cleans or measures some sources. The catalogue, once it is whole.
    ///
    /// # Errors
    ///
    /// If there are too many sources.
    pub fn step(&mut self, plane: &impl Plane, background: &Background) -> Result<Option<Catalogue>, TooMany> {
        match &mut self.stage {
            Stage::Detect { .. } => {
                self.detect(plane, background);
                if self.sources.len() > MOST_SOURCES { Err(TooMany) } else { Ok(None) }
            }
            Stage::Clean(cleaning) => {
                let ended = (0..1000).any(|_| cleaning.step(&mut self.sources));
                if ended {
                    let owners = std::mem::take(&mut cleaning.owners);
                    self.leave_out(&owners, plane.height());
                }
                Ok(None)
            }
            Stage::Measure { segments, sizes } => {
                let mut pixels = 0;
                while pixels < PIXELS_A_STEP
                    && let Some(source) = self.sources.get(sizes.len())
                {
                    sizes.push(size::measure(plane, background, segments, source, sizes.len()));
                    pixels += (16.0 * source.a).powi(2) as usize;
                }
                if sizes.len() < self.sources.len() {
                    return Ok(None);
                }
                let found = self.sources.drain(..).zip(sizes.drain(..));
                let found = found.map(|(source, size)| Found { source, size }).collect();
                Ok(Some(Catalogue { found, segments: std::mem::take(segments) }))
            }
        }
    }

    /// How far it is, 0 to 1, and how many sources were found so far.
    pub fn progress(&self, height: usize) -> (f64, usize) {
        let share = |done: usize, all: usize| done as f64 / all.max(1) as f64;
        let done = match &self.stage {
            Stage::Detect { row, .. } => 0.7 * share(*row, height),
            Stage::Clean(cleaning) => 0.7 + 0.05 * share(cleaning.done(), self.sources.len()),
            Stage::Measure { sizes, .. } => 0.75 + 0.25 * share(sizes.len(), self.sources.len()),
        };
        (done, self.sources.len())
    }

    fn detect(&mut self, plane: &impl Plane, background: &Background) {
        let Self { settings, stage, sources, segments, part } = self;
        let Stage::Detect { filter, components, row } = stage else { return };
        let mut take = Take { settings: *settings, sources, segments, part };
        for _ in 0..(PIXELS_A_STEP / plane.width()).max(1) {
            let y = *row;
            let filtered = filter.next(plane, background);
            filtered.runs(settings.threshold, |x, significances| {
                components.add(y, x, &filtered.light[x..x + significances.len()], significances);
            });
            components.end_row(y, |component| take.component(component));
            *row += 1;
            if *row == plane.height() {
                components.end(|component| take.component(component));
                self.stage = Stage::Clean(Cleaning::new(&self.sources, self.settings.threshold));
                return;
            }
        }
    }

    /// Leaves out what became part of another source.
    fn leave_out(&mut self, owners: &[u32], height: usize) {
        let root = |mut source: u32| {
            while owners[source as usize] != source {
                source = owners[source as usize];
            }
            source
        };
        let mut kept = 0;
        let numbers: Vec<u32> = (0..owners.len())
            .map(|source| {
                let number = kept;
                kept += u32::from(owners[source] == source as u32);
                number
            })
            .collect();
        for segment in &mut self.segments {
            segment.source = numbers[root(segment.source) as usize];
        }
        let mut source = 0;
        self.sources.retain(|_| {
            source += 1;
            owners[source - 1] == source as u32 - 1
        });
        let segments = Segments::new(&std::mem::take(&mut self.segments), height);
        self.stage = Stage::Measure { segments, sizes: Vec::new() };
    }
}

/// Makes sources of components.
struct Take<'a> {
    settings: Settings,
    sources: &'a mut Vec<Source>,
    segments: &'a mut Vec<Segment>,
    part: &'a mut Vec<Placed>,
}

impl Take<'_> {
    fn component(&mut self, component: &mut Component) {
        let Settings { threshold, least_area, contrast } = self.settings;
        if component.pixels.len() < least_area {
            return;
        }
        component.order();
        let Some(parts) = deblend(component, threshold, contrast) else {
            self.part.clear();
            for run in &component.runs {
                let pixels = &component.pixels[run.first as usize..(run.first + run.length) as usize];
                self.part.extend((run.x..).zip(pixels).map(|(x, pixel)| ([x, run.y], *pixel)));
                let source = self.sources.len() as u32;
                self.segments.push(Segment { y: run.y, x: run.x, length: run.length, source });
            }
            self.sources.push(Source::of(self.part, threshold, least_area, false));
            return;
        };
        let first = self.sources.len() as u32;
        // Those of the isophotes come first.
        let mut pixels: Vec<[Vec<Placed>; 2]> = vec![Default::default(); parts.count];
        for run in &component.runs {
            let mut segment: Option<Segment> = None;
            for (x, pixel) in (run.x..run.x + run.length).zip(run.first..) {
                let owner = parts.owners[pixel as usize];
                let shared = usize::from(!parts.inner[pixel as usize]);
                pixels[owner as usize][shared].push(([x, run.y], component.pixels[pixel as usize]));
                let source = first + owner;
                match &mut segment {
                    Some(segment) if segment.source == source => segment.length += 1,
                    _ => {
                        self.segments.extend(segment.replace(Segment { y: run.y, x, length: 1, source }));
                    }
                }
            }
            self.segments.extend(segment);
        }
        for [mut pixels, shared] in pixels {
            pixels.extend(shared);
            self.sources.push(Source::of(&pixels, threshold, least_area, true));
        }
    }
}
