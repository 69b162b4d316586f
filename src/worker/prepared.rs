//! The images of a run in the notebook.

use crate::data::Images;
use crate::protocol::Property;
use crate::protocol::galaxies::Choice;

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
}
