//! The images of a run in the notebook.

use crate::data::Images;
use crate::protocol::Property;
use crate::protocol::galaxies::{Choice, Text};

/// A set at the size and in the channels of a choice.
pub struct Prepared {
    pub choice: Choice,
    /// Those trained on first, labelled 0; those held out labelled 1.
    pub shown: Images,
    /// Of those shown, in their order.
    pub properties: Vec<Property>,
    pub factors: u32,
    pub training: Images,
    pub held_out: Images,
    pub all: Everything,
}

/// What is known of all images of the set, those that are not shown too, in the order in which they came.
pub struct Everything {
    pub held_out: Vec<bool>,
    /// Which of them are shown, in the order in which they are.
    pub shown: Vec<usize>,
    pub properties: Vec<Property>,
    pub about: About,
}

/// Where images came from.
#[derive(Clone, Default)]
pub struct About {
    /// What each image is called; empty where they have no names.
    pub names: Vec<String>,
    pub texts: Vec<Text>,
    /// How the images were made of what the files hold: names and values.
    pub preparation: Vec<(String, String)>,
}
