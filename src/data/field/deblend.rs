//! Sources that touch are told apart by the tree of their isophotes (Bertin & Arnouts 1996, §4).
//!
//! A component is cut at thresholds tᵢ = t₀ (peak / t₀)^(i/n), i < n. Going down from its peaks, where branches meet that have
//! each more than a share of all its light above the threshold they meet at, they are sources of their own.

use super::components::Component;
use super::neighbours::Neighbours;
use super::shares;

/// Thresholds of a component.
const LEVELS: usize = 32;
/// A branch has at least so many pixels.
const LEAST_PIXELS: u32 = 3;
const NONE: u32 = u32::MAX;

/// How the pixels of a component are shared out.
pub struct Parts {
    pub count: usize,
    /// Of each pixel of the component, which part it belongs to.
    pub owners: Vec<u32>,
    /// And whether it is of the part's isophote, or was shared out.
    pub inner: Vec<bool>,
}

/// What a pixel belongs to above some threshold; kept at the pixel that stands for all of it.
#[derive(Clone, Copy)]
struct Node {
    sum: f64,
    count: u32,
    /// The first and last of the branches that met in it.
    first: u32,
    last: u32,
}

/// A part of the component above the last threshold.
struct Branch {
    sum: f64,
    count: u32,
    /// It is not yet shared out among sources.
    whole: bool,
    /// One of its pixels.
    seed: u32,
    next: u32,
}

struct Tree {
    parents: Vec<u32>,
    nodes: Vec<Node>,
    branches: Vec<Branch>,
    /// A pixel of each source, and the index of the threshold above which it stands alone.
    sources: Vec<(u32, u8)>,
}

/// The parts of an ordered component that was found above `threshold`; `None` if it is one source. A branch with less than the
/// share `contrast` of the light is none.
pub fn deblend(component: &Component, threshold: f32, contrast: f32) -> Option<Parts> {
    if contrast >= 1.0 || component.pixels.len() < 2 * LEAST_PIXELS as usize {
        return None;
    }
    let neighbours = Neighbours::of(component);
    if !has_peaks(component, &neighbours) {
        return None;
    }
    let peak = component.pixels.iter().map(|pixel| pixel.significance).fold(threshold, f32::max);
    let scale = LEVELS as f32 / (peak / threshold).ln();
    let level = |significance: f32| (((significance / threshold).ln() * scale) as usize).min(LEVELS - 1) as u8;
    let levels: Vec<u8> = component.pixels.iter().map(|pixel| level(pixel.significance)).collect();
    let thresholds =
        |level: usize| f64::from(threshold) * f64::from(peak / threshold).powf(level as f64 / LEVELS as f64);
    let total: f64 = component.pixels.iter().map(|pixel| f64::from(pixel.significance)).sum();
    let tree = grown(component, &neighbours, &levels, &thresholds, f64::from(contrast) * total);
    if tree.sources.len() < 2 {
        return None;
    }
    let mut owners = vec![NONE; levels.len()];
    for (source, &(seed, least)) in tree.sources.iter().enumerate() {
        fill(&mut owners, &neighbours, seed, source as u32, |pixel| levels[pixel] >= least);
    }
    let cuts: Vec<f32> = tree.sources.iter().map(|(_, level)| thresholds(usize::from(*level)) as f32).collect();
    let inner = owners.iter().map(|owner| *owner != NONE).collect();
    shares::share(component, &neighbours.places, &mut owners, &cuts);
    Some(Parts { count: tree.sources.len(), owners, inner })
}

/// More than one pixel is brighter than all around it.
fn has_peaks(component: &Component, neighbours: &Neighbours) -> bool {
    let value = |pixel: usize| component.pixels[pixel].significance;
    let is_peak = |&pixel: &usize| {
        // Of equals, the first.
        neighbours
            .around(pixel)
            .all(|other| value(other) < value(pixel) || value(other) == value(pixel) && pixel < other)
    };
    (0..component.pixels.len()).filter(is_peak).nth(1).is_some()
}

fn grown(
    component: &Component,
    neighbours: &Neighbours,
    levels: &[u8],
    thresholds: &impl Fn(usize) -> f64,
    least: f64,
) -> Tree {
    let count = levels.len();
    let empty = Node { sum: 0.0, count: 0, first: NONE, last: NONE };
    let mut tree =
        Tree { parents: vec![NONE; count], nodes: vec![empty; count], branches: Vec::new(), sources: Vec::new() };
    let mut by_level: Vec<Vec<u32>> = vec![Vec::new(); LEVELS];
    levels.iter().enumerate().for_each(|(pixel, &level)| by_level[usize::from(level)].push(pixel as u32));
    for level in (0..LEVELS).rev() {
        for &pixel in &by_level[level] {
            tree.parents[pixel as usize] = pixel;
            let node = &mut tree.nodes[pixel as usize];
            (node.sum, node.count) = (f64::from(component.pixels[pixel as usize].significance), 1);
            for other in neighbours.around(pixel as usize) {
                if tree.parents[other] != NONE {
                    tree.join(pixel, other as u32);
                }
            }
        }
        let above = thresholds(level + 1);
        for &pixel in &by_level[level] {
            let root = tree.root(pixel);
            tree.settle(root, level, above, least);
        }
    }
    tree
}

impl Tree {
    fn root(&mut self, mut pixel: u32) -> u32 {
        while self.parents[pixel as usize] != pixel {
            // Shortens the way for those that come later.
            self.parents[pixel as usize] = self.parents[self.parents[pixel as usize] as usize];
            pixel = self.parents[pixel as usize];
        }
        pixel
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let larger = self.nodes[one as usize].count >= self.nodes[other as usize].count;
        let (kept, gone) = if larger { (one, other) } else { (other, one) };
        self.parents[gone as usize] = kept;
        let from = self.nodes[gone as usize];
        let node = &mut self.nodes[kept as usize];
        node.sum += from.sum;
        node.count += from.count;
        if from.first != NONE {
            match node.last {
                NONE => node.first = from.first,
                last => self.branches[last as usize].next = from.first,
            }
            node.last = from.last;
        }
    }

    /// Looks at the branches that met in the part at `root`, which then is a branch itself. `above` is the threshold that
    /// they were above.
    fn settle(&mut self, root: u32, level: usize, above: f64, least: f64) {
        let node = self.nodes[root as usize];
        let mut met = node.first;
        // It was looked at already, by way of another of its pixels.
        if met != NONE && self.branches[met as usize].count == node.count {
            return;
        }
        let (mut significant, mut whole) = (0, true);
        let counts = |branch: &Branch| branch.sum - above * f64::from(branch.count) > least;
        while met != NONE {
            let branch = &self.branches[met as usize];
            significant += u32::from(counts(branch));
            whole &= branch.whole;
            met = branch.next;
        }
        if significant > 1 {
            whole = false;
            met = node.first;
            while met != NONE {
                let branch = &self.branches[met as usize];
                if branch.whole && counts(branch) {
                    self.sources.push((branch.seed, level as u8 + 1));
                }
                met = branch.next;
            }
        }
        let mut branch = NONE;
        if node.count >= LEAST_PIXELS {
            branch = self.branches.len() as u32;
            self.branches.push(Branch { sum: node.sum, count: node.count, whole, seed: root, next: NONE });
        }
        let node = &mut self.nodes[root as usize];
        (node.first, node.last) = (branch, branch);
    }
}

/// Gives `owner` the pixels that are joined to `seed` by pixels that are `inside`.
fn fill(owners: &mut [u32], neighbours: &Neighbours, seed: u32, owner: u32, inside: impl Fn(usize) -> bool) {
    let mut open = vec![seed as usize];
    owners[seed as usize] = owner;
    while let Some(pixel) = open.pop() {
        for other in neighbours.around(pixel) {
            if owners[other] == NONE && inside(other) {
                owners[other] = owner;
                open.push(other);
            }
        }
    }
}
