//! Which chapter a request is for, where several share a worker: the one in view is answered first.

use serde::{Deserialize, Serialize};

use super::{Command, Slot};

/// A chapter that is a guest of the worker with the pretrained model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guest {
    Intro,
    Representation,
    Vae,
    Latent,
}

impl Guest {
    pub const ALL: [Self; 4] = [Self::Intro, Self::Representation, Self::Vae, Self::Latent];

    /// The id of its section.
    pub fn section(self) -> &'static str {
        match self {
            Self::Intro => "intro",
            Self::Representation => "representation",
            Self::Vae => "vae",
            Self::Latent => "latent",
        }
    }
}

impl Command {
    /// The guest that waits for the answer; none where it is the worker's own matter, or that of all.
    pub fn guest(&self) -> Option<Guest> {
        match self {
            Self::Decode { slot, .. } | Self::Reconstruct { slot, .. } => match slot {
                Slot::Hero | Slot::HeroGrid => Some(Guest::Intro),
                Slot::LabManifold | Slot::LabHover => None,
                _ => Some(Guest::Latent),
            },
            Self::Representation(_) => Some(Guest::Representation),
            Self::Vae(_) => Some(Guest::Vae),
            Self::Latent(_) => Some(Guest::Latent),
            _ => None,
        }
    }
}
