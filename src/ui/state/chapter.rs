//! The chapters of the page, by the ids of their sections.

/// The chapters that the page has, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chapter {
    #[default]
    Intro,
    Representation,
    Som,
    Autoencoder,
    Vae,
    Mnist,
    Latent,
    Galaxies,
    References,
}

impl Chapter {
    pub const ALL: [Self; 9] = [
        Self::Intro,
        Self::Representation,
        Self::Som,
        Self::Autoencoder,
        Self::Vae,
        Self::Mnist,
        Self::Latent,
        Self::Galaxies,
        Self::References,
    ];

    /// The id of its section, which is also the URL's hash.
    pub fn id(self) -> &'static str {
        match self {
            Self::Intro => "intro",
            Self::Representation => "representation",
            Self::Som => "som",
            Self::Autoencoder => "autoencoder",
            Self::Vae => "vae",
            Self::Mnist => "mnist",
            Self::Latent => "latent",
            Self::Galaxies => "galaxies",
            Self::References => "references",
        }
    }
}
