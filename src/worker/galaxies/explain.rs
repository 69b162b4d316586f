//! The table of axes and properties, a few permutations at a time.

use super::set::some;
use crate::latent::meaning::{Axis, Examination, Finding, Meaning, PERMUTATIONS};
use crate::latent::mig;
use crate::protocol::galaxies::{self, Event, Explained, FactorGap, MOST_ROWS, Row};
use crate::protocol::{self, Floats, Property};
use crate::rng::Rng;
use crate::worker::prepared::Prepared;
use crate::worker::shared::Shared;

/// The most galaxies used: enough to tell a pattern from noise.
const MOST_ASKED: usize = 500;

/// The name of the row that has nothing to find.
pub const CHANCE: &str = "Random numbers";

pub struct Explaining {
    mu: Vec<f32>,
    latent: usize,
    plane: [usize; 2],
    properties: Vec<Property>,
    examination: Option<Examination>,
    /// So far.
    table: Explained,
}

impl Explaining {
    /// Of the posterior means `mu` of all galaxies shown.
    pub fn new(id: u32, mu: Vec<f32>, latent: usize, plane: [u32; 2], prepared: &Prepared) -> Self {
        let factors: Vec<&[f32]> =
            prepared.properties.iter().take(prepared.factors as usize).map(|p| p.values.0.as_slice()).collect();
        let gaps = mig::gaps(&mu, latent, &factors);
        let count = mu.len() / latent.max(1);
        let asked = some(count, MOST_ASKED);
        let pick = |property: &Property| Property {
            values: Floats(asked.iter().map(|index| property.values.0[*index]).collect()),
            ..property.clone()
        };
        let mut chance = vec![0.0; asked.len()];
        Rng::new(0).split("chance", 0).fill_normal(&mut chance);
        let mut properties: Vec<Property> = prepared.properties.iter().map(pick).flat_map(as_numbers).collect();
        properties.push(Property { name: CHANCE.to_owned(), values: Floats(chance), ..Property::default() });
        let table = Explained {
            id,
            rows_total: properties.len() as u32,
            rows: Vec::new(),
            galaxies: asked.len() as u32,
            permutations: PERMUTATIONS as u32,
            mig: mig::mig(&gaps) as f32,
            gaps: gaps.iter().zip(&prepared.properties).map(gap).collect(),
        };
        Self {
            mu: asked.iter().flat_map(|i| &mu[i * latent..(i + 1) * latent]).copied().collect(),
            latent,
            plane: plane.map(|axis| axis as usize),
            properties,
            examination: None,
            table,
        }
    }

    /// Continues until `until`; false once the table is complete.
    pub fn work(&mut self, shared: &Shared, until: f64, out: &mut Vec<protocol::Event>) -> bool {
        let row = self.table.rows.len();
        let Some(property) = self.properties.get(row) else { return false };
        let (mu, latent, plane) = (&self.mu, self.latent, self.plane);
        let examination = self.examination.get_or_insert_with(|| {
            let rng = Rng::new(0).split("table", row as u64);
            Examination::new(mu, latent, plane, &property.values.0, f64::from(property.period), &rng)
        });
        while examination.step() {
            if shared.now() >= until {
                return true;
            }
        }
        if let Some(meaning) = self.examination.take().and_then(|examination| examination.meaning()) {
            self.table.rows.push(written(property, &meaning));
            out.push(protocol::Event::Galaxies(Event::Explained(self.table.clone())));
        }
        self.table.rows.len() < self.properties.len()
    }
}

/// A class as one question for each of its values, the most frequent, 1 where an image has it and 0 elsewhere; a number as it is.
fn as_numbers(property: Property) -> Vec<Property> {
    if property.classes.is_empty() {
        return vec![property];
    }
    let one = |(class, name): (usize, &String)| Property {
        name: format!("{}: {name}", property.name),
        values: Floats(property.values.0.iter().map(|value| f32::from(u8::from(*value == class as f32))).collect()),
        ..Property::default()
    };
    let mut asked: Vec<(usize, &String)> = property.classes.iter().enumerate().collect();
    if asked.len() > MOST_ROWS {
        let count = |class: usize| property.values.0.iter().filter(|value| **value == class as f32).count();
        asked.sort_by_cached_key(|(class, _)| std::cmp::Reverse(count(*class)));
        asked.truncate(MOST_ROWS);
        asked.sort_by_key(|(class, _)| *class);
    }
    asked.into_iter().map(one).collect()
}

fn gap((gap, factor): (&mig::Gap, &Property)) -> FactorGap {
    FactorGap {
        factor: factor.name.clone(),
        entropy: gap.entropy as f32,
        information: Floats(gap.information.iter().map(|nats| *nats as f32).collect()),
        share: gap.share() as f32,
    }
}

fn written(property: &Property, meaning: &Meaning) -> Row {
    Row {
        property: property.name.clone(),
        axes: meaning.axes.iter().map(axis).collect(),
        direction: meaning.direction as f32,
        plane_rho: meaning.plane_rho.map(finding),
        plane_r_squared: finding(meaning.plane_r_squared),
        neighbours: finding(meaning.neighbours),
        count: meaning.count as u32,
    }
}

fn axis(axis: &Axis) -> galaxies::Axis {
    galaxies::Axis { rho: axis.rho.map(finding), r_squared: finding(axis.r_squared) }
}

fn finding(found: Finding) -> galaxies::Finding {
    galaxies::Finding { value: found.value as f32, p_value: found.p_value as f32, upper: found.upper as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_classes_the_most_frequent_are_asked_about_in_their_order() {
        // Class c comes c + 1 times.
        let values = (0..12).flat_map(|class| vec![class as f32; class + 1]).collect();
        let classes = (0..12).map(|class| format!("type {class}")).collect();
        let property = Property { name: "Kind".to_owned(), values: Floats(values), classes, ..Property::default() };
        let rows = as_numbers(property);
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names.len(), MOST_ROWS);
        assert_eq!((names[0], names[9]), ("Kind: type 2", "Kind: type 11"));
        assert_eq!(rows[0].values.0.iter().sum::<f32>(), 3.0);
    }
}
