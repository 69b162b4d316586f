//! Messages of the galaxy lab: which images, what its axes mean, how stable its map is. The run itself is ordered with the
//! lab's own commands ([`super::Command::Configure`] and what follows it).

use serde::{Deserialize, Serialize};

use super::handin::Files;
use super::{Bytes, Floats, HeldOutPoint, Property, RunSettings, Source};

/// Where images come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataSet {
    /// Galaxies cut from the Hubble eXtreme Deep Field's press composite.
    #[default]
    Hubble,
    /// Drawn from known factors, as many as wanted.
    Simulated,
    /// The person's own ([`Command::Own`]).
    Own,
    /// Fashion-MNIST, fetched once it is wanted ([`Command::OpenClothes`]).
    Clothes,
}

/// Which images, and how they are prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub set: DataSet,
    /// Simulated galaxies to make; the others are as many as there are.
    pub count: u32,
    /// Of the simulated galaxies.
    pub seed: u64,
    /// Pixels a side.
    pub size: u32,
    /// Three channels, or their mean.
    pub colour: bool,
    pub align: Align,
}

/// What is taken away from each image, so that it need not be learnt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Align {
    /// The angle: the galaxy's long axis is laid level.
    pub level: bool,
    /// The place: its centre is put into the middle.
    pub centre: bool,
    /// The size: its half-light radius becomes that of the median galaxy.
    pub size: bool,
    /// The light above the sky: so much that it is that of the median galaxy.
    pub light: bool,
}

impl Default for Choice {
    fn default() -> Self {
        Self { set: DataSet::Hubble, count: 1000, seed: 0, size: 32, colour: true, align: Align::default() }
    }
}

/// Images of the person's own, all of one square shape of at most 128 pixels a side, every value ready.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnSet {
    /// Height, width, channels (1 or 3).
    pub shape: [u32; 3],
    /// `[images, height, width, channels]`.
    pub pixels: Bytes,
    /// Said of the images, one value each; NaN where nothing was.
    pub properties: Vec<Property>,
    /// What each image is called: its file, and its place in that.
    pub names: Vec<String>,
    /// What else names the images, exactly as the files have it.
    pub texts: Vec<Text>,
    /// What was measured of the images before they were made visible; if empty, their pixels are measured.
    pub measured: Vec<Property>,
    /// How the images were made of the files: names and values, for whatever leaves the page.
    pub preparation: Vec<(String, String)>,
    /// 1 for those to be held out; empty where that is left to chance.
    pub held_out: Bytes,
}

/// A column of identifiers, which are never read as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub name: String,
    /// One an image; empty where nothing was said.
    pub cells: Vec<String>,
}

/// The same run with another seed or at another size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub seed: u64,
    pub size: u32,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Fetch the Hubble galaxies: two image files and the table of their places. They are shown once they are
    /// [chosen](Command::Choose).
    Open { training: String, held_out: String, places: String },
    /// Fetch Fashion-MNIST, to be chosen as [`DataSet::Clothes`]: training images from its training file, held-out ones from its
    /// test file.
    OpenClothes { training: Source, held_out: Source },
    /// The person's own images, to be chosen as [`DataSet::Own`].
    Own(OwnSet),
    /// Prepare images; a current run ends. Answered by [`super::Event::HeldOut`] (all of them, those trained on first and
    /// labelled 0, those held out labelled 1), [`super::Event::TrainingData`] and [`Event::Chosen`].
    Choose(Choice),
    /// End the run and show the pretrained network again; answered by [`Event::Judged`].
    ShowPretrained,
    /// Compare every property with the axes of the network on the screen; answered by rows of [`Event::Explained`].
    Explain { id: u32, plane: [u32; 2] },
    /// Decode `z` `[rows, latent]` and measure the images; answered by [`Event::Measured`].
    Measure { id: u32, z: Floats },
    /// Train each variant and lay its map on the first one's; answered by [`Event::Comparing`] and [`Event::Map`].
    Compare { id: u32, settings: RunSettings, variants: Vec<Variant> },
    /// End what [`Command::Explain`] began.
    StopExplaining,
    /// End what [`Command::Compare`] began.
    StopComparing,
    /// The network on the screen and its codes as files, with image `index` for an example; answered by [`Event::Saved`].
    Save { index: u32 },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Chosen(Chosen),
    /// Simulated galaxies made so far.
    Preparing {
        done: u32,
        total: u32,
    },
    /// The pretrained network on the held-out images; its step is 0.
    Judged(HeldOutPoint),
    Explained(Explained),
    Measured {
        id: u32,
        pixels: Bytes,
        properties: Vec<Property>,
    },
    Comparing {
        id: u32,
        map: u32,
        maps: u32,
        epoch: f32,
        epochs: u32,
    },
    Map(Map),
    Saved(Files),
}

/// The images that are now shown and trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    pub choice: Choice,
    /// Height, width, channels.
    pub shape: [u32; 3],
    pub training: u32,
    pub held_out: u32,
    /// How many of the properties, from the first on, are the simulation's true factors.
    pub factors: u32,
    /// How the images were made of what the files hold: names and values.
    pub preparation: Vec<(String, String)>,
}

/// A number and its permutation null.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub value: f32,
    /// Share of permutations at least as strong.
    pub p_value: f32,
    /// What 95 % of the permutations stay below.
    pub upper: f32,
}

/// One latent axis and a property.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Spearman's; none for an angle.
    pub rho: Option<Finding>,
    pub r_squared: Finding,
}

/// One row of the table of axes and properties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub property: String,
    pub axes: Vec<Axis>,
    /// Degrees anticlockwise from the plane's first axis.
    pub direction: f32,
    pub plane_rho: Option<Finding>,
    pub plane_r_squared: Finding,
    pub neighbours: Finding,
    /// Galaxies with this property.
    pub count: u32,
}

/// What the axes know of one true factor of the simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorGap {
    pub factor: String,
    /// Nats.
    pub entropy: f32,
    /// Nats, one per latent dimension.
    pub information: Floats,
    /// Best axis minus second best, as a share of the entropy.
    pub share: f32,
}

/// Of a property's classes at most so many have a row of their own: the most frequent. The more rows, the less counts as a finding.
pub const MOST_ROWS: usize = 10;

/// The table as far as it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    pub id: u32,
    /// All properties, and one of pure chance.
    pub rows_total: u32,
    pub rows: Vec<Row>,
    /// Galaxies used, and permutations of each property.
    pub galaxies: u32,
    pub permutations: u32,
    /// Of the true factors, and the mean share (MIG); empty for galaxies that were not simulated.
    pub gaps: Vec<FactorGap>,
    pub mig: f32,
}

/// One training of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Map {
    pub id: u32,
    pub index: u32,
    pub variant: Variant,
    pub latent: u32,
    /// Posterior means laid on the first map's, `[images, latent]`.
    pub points: Floats,
    /// With the first map after alignment, 0–1.
    pub correlation: f32,
    /// What 95 % of alignments with shuffled galaxies stay below, and the share of them that reach `correlation`.
    pub chance: f32,
    pub p_value: f32,
    /// Held-out negative ELBO, nats per image.
    pub nelbo: f32,
}
