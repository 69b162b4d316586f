//! What the pixels of a stamp are told apart into.

/// To what a pixel belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Sky,
    Own,
    /// Another source.
    Other,
}

impl Part {
    pub fn is_own(self) -> bool {
        self == Self::Own
    }
}
