//! Which images a panel's scatter has as points, and in what colours.

use super::{Inner, Subject, property};
use crate::protocol::Property;
use crate::rng::Rng;
use crate::ui::colour::ColourMap;
use crate::ui::colouring;
use crate::ui::figures::{ScatterData, Values};

impl Inner {
    pub(super) fn choose_shown(&self) {
        let held_out = self.held_out.borrow();
        let Some(held_out) = held_out.as_ref() else { return };
        let digits = self.digits.get();
        let kept = |label: u8| digits.checked_shr(u32::from(label)).unwrap_or(0) & 1 == 1;
        let shown = held_out.labels.0.iter().enumerate().filter(|(_, label)| kept(**label));
        self.shown.replace(shown.map(|(index, _)| index as u32).collect());
    }

    pub(super) fn draw(&self) {
        let (held_out, encoding) = (self.held_out.borrow(), self.encoding.borrow());
        let (Some(held_out), Some(encoding)) = (held_out.as_ref(), encoding.as_ref()) else { return };
        let (shown, choice) = (self.shown.borrow(), self.choice.borrow());
        let latent = encoding.latent as usize;
        let property = property(held_out, &choice).map(|property| colouring::shown(property, self.colour_as.get()).0);
        let class = match self.subject {
            Subject::Digit => None,
            Subject::Galaxy => property.as_deref().filter(|property| !property.classes.is_empty()),
        };
        self.scatter.set_data(ScatterData {
            latent,
            mu: rows(&encoding.mu.0, latent, &shown),
            logvar: rows(&encoding.logvar.0, latent, &shown),
            labels: match (self.subject, class) {
                (Subject::Digit, _) => shown.iter().map(|&index| held_out.labels.0[index as usize]).collect(),
                (Subject::Galaxy, Some(class)) => rows(&class.values.0, 1, &shown).iter().map(|v| *v as u8).collect(),
                // Of no class: nothing stands at a median.
                (Subject::Galaxy, None) => vec![u8::MAX; shown.len()],
            },
            names: class.map(|class| class.classes.clone()).unwrap_or_default(),
        });
        self.scatter.set_values(property.as_deref().and_then(|property| values(property, &shown)));
        self.scatter.set_noise(choice.sampled.then(|| noise(shown.len() * latent)));
        self.scatter.set_ellipses(choice.ellipses);
        self.scatter.set_prior(choice.prior);
    }
}

/// A number of the images shown; nothing of a class.
fn values(property: &Property, shown: &[u32]) -> Option<Values> {
    property.classes.is_empty().then(|| Values {
        name: property.name.clone(),
        unit: property.unit.clone(),
        values: rows(&property.values.0, 1, shown),
        map: ColourMap::Viridis,
    })
}

/// The rows of a row-major matrix with these indices.
pub fn rows(matrix: &[f32], columns: usize, indices: &[u32]) -> Vec<f32> {
    indices
        .iter()
        .flat_map(|&index| &matrix[index as usize * columns..(index as usize + 1) * columns])
        .copied()
        .collect()
}

/// The same normal numbers every time, so that sampled points stay where they are while nothing else changes.
fn noise(count: usize) -> Vec<f32> {
    let mut values = vec![0.0; count];
    Rng::new(0).split("scatter", 0).fill_normal(&mut values);
    values
}
