//! The worker's part of the chapter on autoencoders: the twins, and the training of a bottleneck.
//!
//! The session lends the images; everything here is a unit of work that can be followed by another command.

use super::bottleneck::Training;
use super::placed::Placed;
use crate::data::Images;
use crate::latent::holes;
use crate::model::{Architecture, ModelError, Vae};
use crate::protocol::autoencoder::{Command, Decoded, Event, Looked, Network, Twin};
use crate::protocol::{Bytes, Fault, FaultKind, Floats};

/// The images that the session has.
pub struct Digits<'a> {
    pub training: Option<&'a Images>,
    pub held_out: Option<&'a Images>,
}

#[derive(Default)]
pub struct Autoencoder {
    plain: Option<Placed>,
    variational: Option<Placed>,
    /// Asked for; begins when the digits are here.
    wanted: Option<(u32, u64)>,
    training: Option<Training>,
}

impl Autoencoder {
    pub fn twin_arrived(&mut self, twin: Twin, network: Vae) {
        *self.slot(twin) = Some(Placed::new(twin, network));
    }

    fn slot(&mut self, twin: Twin) -> &mut Option<Placed> {
        match twin {
            Twin::Plain => &mut self.plain,
            Twin::Variational => &mut self.variational,
        }
    }

    fn placed(&self, twin: Twin) -> Option<&Placed> {
        match twin {
            Twin::Plain => self.plain.as_ref(),
            Twin::Variational => self.variational.as_ref(),
        }
    }

    pub fn answer(&mut self, command: Command, digits: &Digits) -> Result<Option<Event>, Fault> {
        match command {
            // Fetches are the browser's.
            Command::OpenTwins { .. } => Ok(None),
            Command::Look { network, index } => self.look(network, index, digits).map_err(fault),
            Command::Decode { twin, z } => self.decode(twin, z, digits).map_err(fault),
            Command::Train { q, seed } => {
                self.training = None;
                self.wanted = Some((q, seed));
                Ok(None)
            }
            Command::Stop => {
                self.wanted = None;
                if let Some(training) = &mut self.training {
                    training.stop();
                }
                Ok(None)
            }
        }
    }

    /// A training was told to end and measures what it has.
    pub fn is_ending(&self) -> bool {
        self.training.as_ref().is_some_and(Training::is_ending)
    }

    /// After a time in which nothing was done.
    pub fn go_on(&mut self, now: f64) {
        if let Some(training) = &mut self.training {
            training.go_on(now);
        }
    }

    /// There is something to do for which all is at hand.
    pub fn has_work(&self, digits: &Digits) -> bool {
        let placing = |twin| digits.held_out.is_some() && self.placed(twin).is_some_and(|placed| !placed.is_whole());
        let beginning = self.wanted.is_some() && digits.training.is_some() && digits.held_out.is_some();
        let training = self.training.as_ref().is_some_and(Training::is_running);
        placing(Twin::Plain) || placing(Twin::Variational) || beginning || training
    }

    /// One unit of work.
    pub fn work(&mut self, digits: &Digits, now: f64) -> Result<Option<Event>, Fault> {
        let Some(held_out) = digits.held_out else { return Ok(None) };
        for twin in [Twin::Plain, Twin::Variational] {
            if let Some(placed) = self.slot(twin)
                && !placed.is_whole()
            {
                return Ok(placed.work(held_out).map_err(fault)?.map(Event::Codes));
            }
        }
        if let (Some((q, seed)), Some(images)) = (self.wanted, digits.training) {
            self.wanted = None;
            let training = Training::new(q, seed, images, now)
                .map_err(|error| Fault { kind: FaultKind::Settings, message: error.to_string() })?;
            self.training = Some(training);
        }
        Ok(self.training.as_mut().and_then(|training| training.work(held_out, now)).map(Event::Progress))
    }

    fn look(&self, network: Network, index: u32, digits: &Digits) -> Result<Option<Event>, ModelError> {
        let shown = match network {
            Network::Shipped => self.plain.as_ref().map(|placed| &placed.network),
            Network::Own => self.training.as_ref().map(Training::model),
        };
        let (Some(vae), Some(held_out)) = (shown, digits.held_out) else { return Ok(None) };
        let place = index as usize;
        if place >= held_out.len() {
            return Ok(None);
        }
        let (code, _) = vae.encode_images(&held_out.select([place]))?;
        let pixels = vae.decode_pixels(&code)?;
        let squared = vae.errors(held_out, place..place + 1)?.squared() as f32;
        let widths = widths(vae.architecture());
        Ok(Some(Event::Looked(Looked { network, index, widths, code: Floats(code), pixels: Bytes(pixels), squared })))
    }

    fn decode(&self, twin: Twin, z: [f32; 2], digits: &Digits) -> Result<Option<Event>, ModelError> {
        let (Some(placed), Some(held_out)) = (self.placed(twin), digits.held_out) else { return Ok(None) };
        let pixels = placed.network.decode_pixels(&z)?;
        let distance = placed.codes().map_or(0.0, |codes| holes::distance(codes, z));
        let squared = |index: usize| -> u64 {
            let apart = |(a, b): (&u8, &u8)| u64::from(a.abs_diff(*b)).pow(2);
            held_out.image(index).iter().zip(&pixels).map(apart).sum()
        };
        let likest = (0..held_out.len()).map(|index| (squared(index), index)).min().unwrap_or_default();
        Ok(Some(Event::Decoded(Decoded {
            twin,
            z,
            pixels: Bytes(pixels),
            distance,
            unlike: likest.0 as f32 / (255.0 * 255.0),
            digit: likest.1 as u32,
        })))
    }
}

/// Widths of all layers, image to image.
fn widths(architecture: &Architecture) -> Vec<u32> {
    let pixels = [architecture.input.pixels()];
    let layers = [&pixels[..], &architecture.encoder, &[architecture.latent], &architecture.decoder, &pixels[..]];
    layers.concat().into_iter().map(|width| width as u32).collect()
}

fn fault(error: ModelError) -> Fault {
    Fault { kind: FaultKind::Settings, message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;
    use crate::data::bottleneck::EPOCHS;
    use crate::protocol::Phase;
    use crate::protocol::autoencoder::Progress;
    use crate::rng::Rng;

    const SHAPE: Shape = Shape { height: 4, width: 4, channels: 1 };

    fn images(count: usize) -> Images {
        let mut rng = Rng::new(3);
        let pixels = (0..count * 16).map(|i| if i / 16 % 16 == i % 16 { 255 } else { rng.below(40) as u8 }).collect();
        Images { shape: SHAPE, pixels, labels: vec![1; count] }
    }

    fn events(chapter: &mut Autoencoder, digits: &Digits, most: usize) -> Vec<Event> {
        let mut events = Vec::new();
        let mut now = 0.0;
        while chapter.has_work(digits) && events.len() < most {
            now += 60.0;
            events.extend(chapter.work(digits, now).unwrap());
        }
        events
    }

    #[test]
    fn a_twin_is_placed_when_the_digits_are_here_and_then_decodes() {
        let architecture = Architecture { variational: false, ..Architecture::mirrored(SHAPE, &[8], 2) };
        let (mut chapter, held_out) = (Autoencoder::default(), images(50));
        chapter.twin_arrived(Twin::Plain, Vae::new(&architecture, &Rng::new(1)).unwrap());
        let none = Digits { training: None, held_out: None };
        assert!(!chapter.has_work(&none));
        let digits = Digits { training: None, held_out: Some(&held_out) };
        let placed = events(&mut chapter, &digits, 9);
        let [Event::Codes(codes)] = placed.as_slice() else { panic!("{placed:?}") };
        assert_eq!((codes.codes.0.len(), codes.twin), (100, Twin::Plain));
        let z = [codes.codes.0[8], codes.codes.0[9]];
        let Ok(Some(Event::Decoded(at))) = chapter.answer(Command::Decode { twin: Twin::Plain, z }, &digits) else {
            panic!("no picture")
        };
        assert_eq!((at.distance, at.pixels.0.len()), (0.0, 16));
        let look = Command::Look { network: Network::Shipped, index: 4 };
        let Ok(Some(Event::Looked(looked))) = chapter.answer(look, &digits) else { panic!("no look") };
        assert_eq!(looked.widths, [16, 8, 2, 8, 16]);
        // Alone or among others: the same sums in another order.
        assert!(looked.code.0.iter().zip(z).all(|(a, b)| (a - b).abs() < 1e-5));
        assert!(looked.pixels.0.iter().zip(&at.pixels.0).all(|(a, b)| a.abs_diff(*b) <= 1));
    }

    #[test]
    fn a_training_learns_ends_and_can_be_stopped() {
        let (mut chapter, all) = (Autoencoder::default(), images(300));
        let held_out = all.take(64);
        let digits = Digits { training: Some(&all), held_out: Some(&held_out) };
        chapter.answer(Command::Train { q: 3, seed: 1 }, &digits).unwrap();
        let told = events(&mut chapter, &digits, 10_000);
        let errors: Vec<f32> =
            told.iter().filter_map(|event| if let Event::Progress(p) = event { p.squared } else { None }).collect();
        assert!(errors.last().unwrap() < errors.first().unwrap(), "{errors:?}");
        let Some(Event::Progress(last)) = told.last() else { panic!("{told:?}") };
        assert_eq!((last.phase.clone(), last.epoch, last.epochs), (Phase::Finished, EPOCHS as f32, EPOCHS));

        chapter.answer(Command::Train { q: 2, seed: 1 }, &digits).unwrap();
        events(&mut chapter, &digits, 3);
        chapter.answer(Command::Stop, &digits).unwrap();
        let told = events(&mut chapter, &digits, 10_000);
        let Some(Event::Progress(Progress { phase, epoch, squared, .. })) = told.last() else { panic!("{told:?}") };
        assert_eq!(*phase, Phase::Paused);
        assert!(*epoch < EPOCHS as f32 && squared.is_some());
        assert!(!chapter.has_work(&digits));
    }
}
