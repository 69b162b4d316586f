//! What is asked of the digits on their plane, answered a piece at a time: borders learned from labels, groups without
//! labels, and how well codes separate the labels.

use super::plane::{CELLS, Laid, NEIGHBOURS};
use crate::latent::classifier::Logistic;
use crate::latent::kmeans::{self, KMeans};
use crate::latent::metrics;
use crate::protocol::representation::{Classified, Clustered, Command, Event, Judged, Method};
use crate::protocol::{Bytes, Floats};
use crate::rng::Rng;

/// Cells coloured in one unit of work.
const AT_A_TIME: usize = 1024;

/// An answer in progress: what is learned from the digits comes first, then the cells are coloured by it.
pub(super) enum Asked {
    Classify { method: Method, labelled: u32, borders: Option<Borders>, regions: Vec<u8> },
    Cluster { k: u32, seed: u64, groups: Option<KMeans>, regions: Vec<u8> },
    Judge { codes: Vec<f32> },
}

/// What gives a place its label.
pub(super) enum Borders {
    Straight(Logistic),
    /// The vote of the nearest labelled digits.
    Neighbours,
}

impl Asked {
    /// None for what is not asked of the plane.
    pub fn new(command: Command) -> Option<Self> {
        match command {
            Command::Classify { method, labelled } => {
                Some(Self::Classify { method, labelled, borders: None, regions: Vec::new() })
            }
            Command::Cluster { k, seed } => Some(Self::Cluster { k, seed, groups: None, regions: Vec::new() }),
            Command::Judge { codes } => Some(Self::Judge { codes: codes.0 }),
            Command::Sheet { .. } | Command::Galaxy { .. } | Command::Plane => None,
        }
    }

    /// Is it for the same figure?
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// One unit of work: the answer, once it is whole.
    pub fn work(&mut self, laid: &Laid) -> Option<Event> {
        match self {
            Self::Classify { method, labelled, borders, regions } => {
                let labelled = (*labelled as usize).clamp(1, laid.learning().max(1));
                let Some(borders) = borders else {
                    *borders = Some(Borders::learn(*method, laid, labelled));
                    return None;
                };
                let label = |place: &[f32]| borders.label(laid, labelled, place);
                if coloured(regions, laid, |place| label(place).unwrap_or(u8::MAX)) {
                    return None;
                }
                Some(Event::Classified(Classified {
                    method: *method,
                    labelled: labelled as u32,
                    side: CELLS as u32,
                    regions: Bytes(std::mem::take(regions)),
                    accuracy: laid.accuracy(label),
                }))
            }
            Self::Cluster { k, seed, groups, regions } => {
                let Some(found) = groups else {
                    let mut rng = Rng::new(*seed).split("k-means", 0);
                    *groups = Some(KMeans::fit(&laid.points, 2, *k as usize, &mut rng));
                    return None;
                };
                if coloured(regions, laid, |place| kmeans::nearest_centre(&found.centres, place).0 as u8) {
                    return None;
                }
                Some(Event::Clustered(Clustered {
                    k: *k,
                    seed: *seed,
                    side: CELLS as u32,
                    regions: Bytes(std::mem::take(regions)),
                    table: found.table(&laid.labels, 2),
                    clusters: Bytes(std::mem::take(&mut found.clusters)),
                    centres: Floats(std::mem::take(&mut found.centres)),
                    inertia: found.inertia as f32,
                }))
            }
            Self::Judge { codes } => {
                Some(Event::Judged(Judged { code: laid.judge(codes), plane: laid.judge(&laid.points) }))
            }
        }
    }
}

/// Colours some cells more with what `of` says of their middle; false when there were none left.
fn coloured(regions: &mut Vec<u8>, laid: &Laid, of: impl Fn(&[f32; 2]) -> u8) -> bool {
    let begin = regions.len();
    regions.extend((begin..CELLS * CELLS).take(AT_A_TIME).map(|cell| of(&laid.middle(cell))));
    regions.len() > begin
}

impl Borders {
    /// From the first digits.
    fn learn(method: Method, laid: &Laid, labelled: usize) -> Self {
        let (points, labels) = laid.first(labelled);
        match method {
            Method::Logistic => Self::Straight(Logistic::fit(points, labels, 2)),
            Method::Neighbours => Self::Neighbours,
        }
    }

    fn label(&self, laid: &Laid, labelled: usize, place: &[f32]) -> Option<u8> {
        match self {
            Self::Straight(fitted) => fitted.label(place),
            Self::Neighbours => {
                let (points, labels) = laid.first(labelled);
                metrics::vote(&metrics::nearest(points, place, 2, NEIGHBOURS, None), labels)
            }
        }
    }
}
