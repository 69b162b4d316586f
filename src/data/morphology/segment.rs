//! Which pixels of a stamp are the galaxy's: what is brighter than the sky, split where a saddle between two peaks is deep, and of
//! the parts the one in the middle.

use super::part::Part;
use super::stamp::Stamp;

/// The galaxy is what is brighter than the sky by this many of the sky's standard deviations.
const THRESHOLD: f32 = 2.0;
/// Two peaks are two sources if the light between them falls below the lower one by more than this share of it …
const SADDLE: f32 = 0.8;
/// … and by more than so many standard deviations of the sky. Arms and knots of one galaxy rarely are.
const LEAST_SADDLE: f32 = 2.0;
/// Where it falls by more than this share, and they are taken for one, that is to be doubted.
const DOUBTFUL_SADDLE: f32 = 0.5;
/// Fewer pixels, or a fainter peak (of means over nine pixels, in standard deviations of the sky), may be noise.
const LEAST_AREA: usize = 5;
const LEAST_PEAK: f32 = 2.0;
/// A single pixel that is brighter, in the same unit, is no noise but may be a cosmic ray's.
const LEAST_TOP: f32 = 5.0;

/// A peak and what descends from it.
struct Source {
    /// The highest mean over nine pixels, and the brightest pixel.
    peak: f32,
    top: f32,
    area: usize,
    /// From the stamp's middle to the nearest of its pixels, squared.
    distance: f32,
    /// The source that it was found to be part of; itself if none.
    joined: usize,
    /// It may be two.
    doubtful: bool,
}

impl Source {
    fn grow(&mut self, area: usize, distance: f32, top: f32) {
        self.area += area;
        self.distance = self.distance.min(distance);
        self.top = self.top.max(top);
    }

    /// An extended source that is surely no noise.
    fn is_extended(&self, noise: f32) -> bool {
        self.area >= LEAST_AREA && self.peak > LEAST_PEAK * noise
    }
}

/// The parts of a stamp, and whether its galaxy may be two; `None` if nothing in its middle half is brighter than the threshold.
///
/// Light is joined by sides or corners. Pixels are taken from the brightest down, by means over their neighbourhood; where two
/// sources meet, the lower one is a peak of the other unless it stands out from the saddle (the persistence of a peak:
/// Edelsbrunner, Letscher and Zomorodian 2002, Discrete Comput. Geom. 28, 511). Of the sources that reach into the middle half
/// the nearest to the middle is the galaxy, however bright the others are.
pub fn segment(stamp: &Stamp) -> Option<(Vec<Part>, bool)> {
    let soft: Vec<f32> = (0..stamp.light.len()).map(|index| stamp.smooth(index)).collect();
    let threshold = (THRESHOLD * stamp.noise).max(stamp.least);
    let mut bright: Vec<usize> = (0..soft.len()).filter(|&index| stamp.light[index] > threshold).collect();
    bright.sort_by(|&a, &b| soft[b].total_cmp(&soft[a]));
    let mut sources: Vec<Source> = Vec::new();
    let mut owner: Vec<Option<usize>> = vec![None; soft.len()];
    for &index in &bright {
        let higher = |&other: &usize| owner[other].is_some();
        let mut met: Vec<usize> =
            stamp.around(index).filter(higher).filter_map(|other| owner[other]).map(|s| root(&sources, s)).collect();
        met.sort_by(|&a, &b| sources[b].peak.total_cmp(&sources[a].peak).then(a.cmp(&b)));
        met.dedup();
        let own = match met.first() {
            None => {
                let joined = sources.len();
                sources.push(Source {
                    peak: soft[index],
                    top: 0.0,
                    area: 0,
                    distance: f32::INFINITY,
                    joined,
                    doubtful: false,
                });
                joined
            }
            Some(&highest) => {
                // Up the steepest way.
                let next = stamp.around(index).filter(higher).max_by(|&a, &b| soft[a].total_cmp(&soft[b]));
                let steepest = next.and_then(|other| owner[other]).map_or(highest, |s| root(&sources, s));
                for &lower in &met[1..] {
                    let (peak, depth) = (sources[lower].peak, sources[lower].peak - soft[index]);
                    if depth <= (SADDLE * peak).max(LEAST_SADDLE * stamp.noise) {
                        let Source { area, distance, top, .. } = sources[lower];
                        sources[lower].joined = highest;
                        sources[highest].grow(area, distance, top);
                        sources[highest].doubtful |= depth > (DOUBTFUL_SADDLE * peak).max(LEAST_SADDLE * stamp.noise)
                            && area >= LEAST_AREA
                            || sources[lower].doubtful;
                    }
                }
                root(&sources, steepest)
            }
        };
        owner[index] = Some(own);
        sources[own].grow(1, from_middle(stamp, index), stamp.light[index]);
    }
    let galaxy = central(stamp, &sources)?;
    let part = |owner: &Option<usize>| match owner.map(|source| root(&sources, source)) {
        Some(source) if source == galaxy => Part::Own,
        Some(source) if sources[source].is_extended(stamp.noise) || sources[source].top > LEAST_TOP * stamp.noise => {
            Part::Other
        }
        _ => Part::Sky,
    };
    Some((owner.iter().map(part).collect(), sources[galaxy].doubtful))
}

fn root(sources: &[Source], mut source: usize) -> usize {
    while sources[source].joined != source {
        source = sources[source].joined;
    }
    source
}

/// The source nearest to the middle of those that are surely no noise; of those that may be, the brightest.
fn central(stamp: &Stamp, sources: &[Source]) -> Option<usize> {
    let middle = stamp.width.max(stamp.height) as f32 / 4.0;
    let near = |&index: &usize| sources[index].joined == index && sources[index].distance <= middle * middle;
    let extended = |&index: &usize| sources[index].is_extended(stamp.noise);
    let nearness = |&a: &usize, &b: &usize| {
        let (a, b) = (&sources[a], &sources[b]);
        a.distance.total_cmp(&b.distance).then(b.peak.total_cmp(&a.peak))
    };
    let brightness = |&a: &usize, &b: &usize| sources[a].peak.total_cmp(&sources[b].peak);
    let all = || (0..sources.len()).filter(near);
    all().filter(extended).min_by(nearness).or_else(|| all().max_by(brightness))
}

fn from_middle(stamp: &Stamp, index: usize) -> f32 {
    let off = |place: usize, size: usize| place as f32 - (size as f32 - 1.0) / 2.0;
    off(index % stamp.width, stamp.width).powi(2) + off(index / stamp.width, stamp.height).powi(2)
}
