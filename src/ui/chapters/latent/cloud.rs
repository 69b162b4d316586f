//! Where the encoder puts a drawing: its cloud in the plane, near and from afar, and its neighbours in words.

use crate::protocol::HeldOut;
use crate::protocol::latent::Drawn;
use crate::ui::figures::latent_name;
use crate::ui::panels::plane;
use crate::ui::plot::drawing::{Drawing, Ink, Mark};

/// Mean and standard deviation of the drawing's posterior along an axis.
pub fn gaussian(drawn: &Drawn, axis: usize) -> Option<(f64, f64)> {
    Some((f64::from(*drawn.mu.0.get(axis)?), (0.5 * f64::from(*drawn.logvar.0.get(axis)?)).exp()))
}

/// What the neighbours among the held-out digits are.
pub fn vote(held_out: &HeldOut, near: &[u32]) -> String {
    let labels: Vec<u8> = near.iter().filter_map(|index| held_out.labels.0.get(*index as usize).copied()).collect();
    counted(&labels)
}

/// How many of each label there are, most frequent first.
pub fn counted(labels: &[u8]) -> String {
    let count = |class: u8| labels.iter().filter(|label| **label == class).count();
    let mut counts: Vec<(usize, u8)> = (0..10).map(|class| (count(class), class)).filter(|pair| pair.0 > 0).collect();
    counts.sort_by_key(|(count, class)| (std::cmp::Reverse(*count), *class));
    let words: Vec<String> = counts.iter().map(|(count, class)| format!("{count} × {class}")).collect();
    format!("nearest first; labels: {}", words.join(", "))
}

/// Mean and standard deviations of the posterior in the plane.
struct Cloud {
    mean: (f64, f64),
    deviation: (f64, f64),
}

impl Cloud {
    fn of(drawn: &Drawn) -> Option<Self> {
        let ((x, wide), (y, high)) = (gaussian(drawn, 0)?, gaussian(drawn, 1)?);
        Some(Self { mean: (x, y), deviation: (wide, high) })
    }

    /// Its 1σ and 2σ ellipses and its mean.
    fn marks(&self) -> Vec<Mark> {
        let ellipse = |sigmas: f64, name: &str| Mark::Line {
            name: name.to_owned(),
            points: plane::ellipse(self.mean, self.deviation, sigmas),
            ink: Ink::Mark,
            width: 2.0,
            dashed: false,
            dots: 0.0,
        };
        let mean = Mark::Dots { name: String::new(), points: vec![self.mean], inks: vec![Ink::Mark], radius: 3.5 };
        vec![ellipse(1.0, "posterior, 1σ and 2σ"), ellipse(2.0, ""), mean]
    }

    fn words(&self) -> String {
        let [x, y] = [0, 1].map(latent_name);
        format!(
            "{x} = {:.2} ± {:.2}, {y} = {:.2} ± {:.2}",
            self.mean.0, self.deviation.0, self.mean.1, self.deviation.1
        )
    }
}

/// The whole plane, with a cross where the drawing lies.
pub fn overview(held_out: &HeldOut, places: &[(f64, f64)], drawn: Option<&Drawn>) -> Drawing {
    let mut marks = plane::digits(places, held_out);
    let cloud = drawn.and_then(Cloud::of);
    if let Some(cloud) = &cloud {
        marks.push(Mark::Upright(cloud.mean.0, "your drawing".to_owned(), Ink::Mark));
        marks.push(Mark::Across(cloud.mean.1, String::new(), Ink::Mark));
        marks.extend(cloud.marks().into_iter().skip(1));
    }
    let (x, y) = plane::scales(places);
    let words = cloud.map_or("no drawing yet".to_owned(), |cloud| cloud.words());
    Drawing { x, y, marks, words, ..Drawing::default() }
}

/// The surroundings of the drawing, wide enough for its ten neighbours and its cloud, with the cloud to scale.
pub fn close_up(held_out: &HeldOut, places: &[(f64, f64)], drawn: Option<&Drawn>) -> Drawing {
    let Some((drawn, cloud)) = drawn.and_then(|drawn| Some((drawn, Cloud::of(drawn)?))) else {
        return Drawing::default();
    };
    let near: Vec<(f64, f64)> = drawn.nearest.iter().filter_map(|index| places.get(*index as usize).copied()).collect();
    let apart = |place: &(f64, f64)| (place.0 - cloud.mean.0).abs().max((place.1 - cloud.mean.1).abs());
    let farthest = near.iter().map(apart).fold(3.0 * cloud.deviation.0.max(cloud.deviation.1), f64::max);
    // The neighbours' rings lie under the dots, so that these keep their colours.
    let rings = Mark::Dots { name: "ten nearest".to_owned(), points: near, inks: vec![Ink::Plain], radius: 6.0 };
    let mut marks = vec![rings, plane::dots(places, held_out, 4.0)];
    marks.extend(cloud.marks());
    let (x, y) = plane::window(cloud.mean, 1.15 * farthest);
    let words = format!("{}; {}", cloud.words(), vote(held_out, &drawn.nearest));
    Drawing { x, y, marks, words, ..Drawing::default() }
}
