//! A network that the person brings takes the place of the one that was trained beforehand, if it fits.

use super::Session;
use super::arrive::card;
use crate::data::Shape;
use crate::data::count::thousands;
use crate::model::{Architecture, weights};
use crate::protocol;
use crate::protocol::bring::{Bring, Brought, Event, Takes};
use crate::worker::shared::Pretrained;

/// The page's figures lay z out in planes, and have a slider a dimension.
const LATENT: std::ops::RangeInclusive<usize> = 2..=64;

impl Session {
    /// The file that came beside [`protocol::Command::Bring`], or why it could not be read.
    pub fn brought(&mut self, bring: &Bring, bytes: Result<&[u8], String>, out: &mut Vec<protocol::Event>) {
        let answer = match bytes.and_then(|bytes| self.take(bring, bytes, out)) {
            Ok(brought) => Event::Brought(brought),
            Err(why) => Event::Unfit(format!("{} does not fit: {why}.", bring.name)),
        };
        out.push(protocol::Event::Bring(answer));
    }

    fn take(&mut self, bring: &Bring, bytes: &[u8], out: &mut Vec<protocol::Event>) -> Result<Brought, String> {
        let (network, other) = weights::from_another_program(bytes).map_err(|error| error.to_string())?;
        let architecture = network.architecture();
        if let Some(why) = misfit(architecture, &bring.takes) {
            return Err(format!("it is {}; {why}", architecture.words()));
        }
        let parameters = network.parameters();
        let mut words =
            format!("{} is {}; {} parameters.", bring.name, architecture.words(), thousands(parameters as u64));
        if !other.is_empty() {
            words += &format!(" Not used of the file: {}.", other.join(", "));
        }
        let card = card(architecture, parameters, true);
        self.end_run(out);
        // What still loads is not wanted any more.
        self.shared.fetches.forget_network();
        self.shared.pretrained = Pretrained::Whole(network);
        self.shared.news = true;
        Ok(Brought { card, words })
    }
}

/// Why the figures cannot show such a network.
fn misfit(architecture: &Architecture, takes: &Takes) -> Option<String> {
    if !LATENT.contains(&architecture.latent) {
        return Some(format!("the figures here are for {} to {} dimensions of z", LATENT.start(), LATENT.end()));
    }
    let Shape { height, width, channels } = architecture.input;
    let here = [height, width, channels].map(|size| size as u32);
    match takes {
        Takes::These(these) if *these != here => {
            let [height, width, channels] = these;
            Some(format!("the images here are of {height} × {width} × {channels}"))
        }
        Takes::Squares(sizes) if height != width || !sizes.contains(&here[0]) || !matches!(channels, 1 | 3) => {
            let sizes: Vec<String> = sizes.iter().map(u32::to_string).collect();
            Some(format!("the images here are squares of {} pixels a side, grey or in colour", sizes.join(", ")))
        }
        _ => None,
    }
}
