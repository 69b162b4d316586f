//! What the chapter on representation and its worker say to each other.

use serde::{Deserialize, Serialize};

use super::{Bytes, Floats};

/// How labels become borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    #[default]
    Logistic,
    /// The vote of the ten nearest labelled digits.
    Neighbours,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Render the sheet of two factors of a simulated galaxy and find its principal components; answered by
    /// [`Event::Sheet`].
    Sheet { factors: [u8; 2] },
    /// Render the galaxy at a place of the sheet, shares 0–1 of either factor's range; answered by [`Event::Galaxy`].
    Galaxy { factors: [u8; 2], at: [f32; 2] },
    /// Lay the held-out digits on their first two principal components; answered by [`Event::Plane`].
    Plane,
    /// Learn borders on the plane from the first `labelled` digits; answered by [`Event::Classified`].
    Classify { method: Method, labelled: u32 },
    /// Group the digits on the plane without their labels; answered by [`Event::Clustered`].
    Cluster { k: u32, seed: u64 },
    /// How well do these codes of the held-out digits, `[digits, 2]`, separate the labels? Answered by [`Event::Judged`].
    Judge { codes: Floats },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Sheet(Sheet),
    Galaxy(Galaxy),
    Plane(Plane),
    Classified(Classified),
    Clustered(Clustered),
    Judged(Judged),
}

/// The image of a sheet among its own first three principal components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    pub factors: [u8; 2],
    /// Places along either factor.
    pub side: u32,
    /// `[side, side, 3]`, the second factor upwards row by row, in units of a pixel's range.
    pub places: Floats,
    /// Of the variance over the sheet, one per component.
    pub shares: [f32; 3],
}

/// One galaxy of the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Galaxy {
    pub factors: [u8; 2],
    pub at: [f32; 2],
    pub side: u32,
    /// `[side, side]`.
    pub pixels: Bytes,
    /// Among the sheet's principal components, once they are known.
    pub place: Option<[f32; 3]>,
}

/// The held-out digits on a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// `[digits, 2]`.
    pub points: Floats,
    /// Of the variance, one per component.
    pub shares: [f32; 2],
    /// Left, right, bottom, top of a square that holds all points: what borders and groups are drawn on.
    pub square: [f32; 4],
    /// The number of digits whose labels are used; the rest are judged.
    pub learning: u32,
}

/// Borders learned from labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classified {
    pub method: Method,
    pub labelled: u32,
    /// Cells a side of the plane's square.
    pub side: u32,
    /// The label of each cell, row by row from the top.
    pub regions: Bytes,
    /// Share of the judged digits that get their own label.
    pub accuracy: f32,
}

/// Groups found without labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clustered {
    pub k: u32,
    pub seed: u64,
    pub side: u32,
    /// The group of each cell, row by row from the top.
    pub regions: Bytes,
    /// The group of each digit.
    pub clusters: Bytes,
    /// `[k, 2]`.
    pub centres: Floats,
    /// Σ over digits of the squared distance to the nearest centre.
    pub inertia: f32,
    /// Digits of each label in each group.
    pub table: Vec<[u32; 10]>,
}

/// 10-nearest-neighbour accuracy on the judged digits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Among the codes.
    pub code: f32,
    /// Among the principal components.
    pub plane: f32,
}
