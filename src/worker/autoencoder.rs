//! The worker's part of the chapter on autoencoders: the twins, and the training of a bottleneck.
//!
//! The session lends the images; everything here is a unit of work that can be followed by another command.

use super::bottleneck::Training;
use super::placed::Placed;
use crate::data::Images;
use crate::latent::holes;
use crate::model::{Architecture, ModelError};
use crate::protocol::autoencoder::{Command, Decoded, Event, Network, Passage, Twin};
use crate::protocol::{self, Bytes, Fault, Floats};
use crate::worker::arrival::Arrival;
use crate::worker::fetches::{File, Purpose, Wanted, name, network, no_weights};
use crate::worker::shared::{Shared, model_fault};
use crate::worker::work::{Answered, Work};

#[derive(Default)]
pub struct Autoencoder {
    plain: Option<Placed>,
    variational: Option<Placed>,
    /// Asked for; begins when the digits are here.
    wanted: Option<(u32, u64)>,
    training: Option<Training>,
}

impl Work for Autoencoder {
    fn answer(
        &mut self,
        command: protocol::Command,
        shared: &mut Shared,
        out: &mut Vec<protocol::Event>,
    ) -> Result<Answered, Fault> {
        let protocol::Command::Autoencoder(command) = command else { return Ok(Answered::Other(command)) };
        let early = match &command {
            Command::Look { network: Network::Shipped, .. } => self.awaits(Twin::Plain, shared),
            Command::Look { .. } => shared.awaits_images(),
            Command::Decode { twin, .. } => self.awaits(*twin, shared),
            _ => false,
        };
        if early {
            return Ok(Answered::Later(protocol::Command::Autoencoder(command)));
        }
        let held_out = shared.held_out.as_ref();
        let answer = match command {
            Command::OpenTwins { plain, variational } => {
                open_twin(Twin::Plain, plain, shared);
                open_twin(Twin::Variational, variational, shared);
                None
            }
            Command::Look { network, index } => self.look(network, index, held_out).map_err(model_fault)?,
            Command::Decode { twin, z } => self.decode(twin, z, held_out).map_err(model_fault)?,
            Command::Train { q, seed } => {
                self.training = None;
                self.wanted = Some((q, seed));
                None
            }
            Command::Stop => {
                self.wanted = None;
                if let Some(training) = &mut self.training {
                    training.stop();
                }
                None
            }
        };
        out.extend(answer.map(protocol::Event::Autoencoder));
        Ok(Answered::Done)
    }

    fn arrived(&mut self, arrival: Arrival, _: &Shared, _: &mut Vec<protocol::Event>) -> Option<Arrival> {
        let Arrival::Twin(twin, network) = arrival else { return Some(arrival) };
        *self.slot(twin) = Some(Placed::new(twin, network));
        None
    }

    fn has_work(&self, shared: &Shared) -> bool {
        let images = shared.held_out.is_some();
        let placing = |twin| images && self.placed(twin).is_some_and(|placed| !placed.is_whole());
        let beginning = images && self.wanted.is_some() && shared.training.is_some();
        let training = self.training.as_ref().is_some_and(Training::is_running);
        placing(Twin::Plain) || placing(Twin::Variational) || beginning || training
    }

    /// A training run that is stopped measures what it has, so that its button does what it says.
    fn is_ending(&self) -> bool {
        self.training.as_ref().is_some_and(Training::is_ending)
    }

    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        let event = self.work(shared)?;
        out.extend(event.map(protocol::Event::Autoencoder));
        Ok(())
    }

    fn go_on(&mut self, now: f64, _: &mut Vec<protocol::Event>) {
        if let Some(training) = &mut self.training {
            training.go_on(now);
        }
    }
}

impl Autoencoder {
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

    /// A twin or the digits are still loading, or not all digits are placed yet.
    fn awaits(&self, twin: Twin, shared: &Shared) -> bool {
        match self.placed(twin) {
            Some(placed) => !placed.is_whole() && (shared.held_out.is_some() || shared.awaits_images()),
            None => shared.fetches.awaits(purpose(twin)),
        }
    }

    fn work(&mut self, shared: &mut Shared) -> Result<Option<Event>, Fault> {
        let Some(held_out) = &shared.held_out else { return Ok(None) };
        for twin in [Twin::Plain, Twin::Variational] {
            if let Some(placed) = self.slot(twin)
                && !placed.is_whole()
            {
                let codes = placed.work(held_out).map_err(model_fault)?;
                shared.news |= codes.is_some();
                return Ok(codes.map(Event::Codes));
            }
        }
        let now = shared.now();
        if let (Some((q, seed)), Some(images)) = (self.wanted, &shared.training) {
            self.wanted = None;
            self.training = Some(Training::new(q, seed, images, now).map_err(model_fault)?);
        }
        Ok(self.training.as_mut().and_then(|training| training.work(held_out, now)).map(Event::Progress))
    }

    fn look(&self, network: Network, index: u32, held_out: Option<&Images>) -> Result<Option<Event>, ModelError> {
        let shown = match network {
            Network::Shipped => self.plain.as_ref().map(|placed| &placed.network),
            Network::Own => self.training.as_ref().map(Training::model),
        };
        let (Some(vae), Some(held_out)) = (shown, held_out) else { return Ok(None) };
        let place = index as usize;
        if place >= held_out.len() {
            return Ok(None);
        }
        let (code, _) = vae.encode_images(&held_out.select([place]))?;
        let pixels = vae.decode_pixels(&code)?;
        let squared = vae.errors(held_out, place..place + 1)?.squared() as f32;
        let widths = widths(vae.architecture());
        Ok(Some(Event::Looked(Passage { network, index, widths, code: Floats(code), pixels: Bytes(pixels), squared })))
    }

    fn decode(&self, twin: Twin, z: [f32; 2], held_out: Option<&Images>) -> Result<Option<Event>, ModelError> {
        let (Some(placed), Some(held_out)) = (self.placed(twin), held_out) else { return Ok(None) };
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

fn purpose(twin: Twin) -> Purpose {
    Purpose::Chapter(match twin {
        Twin::Plain => "plain twin",
        Twin::Variational => "variational twin",
    })
}

fn open_twin(twin: Twin, url: String, shared: &mut Shared) {
    let file = name(&url);
    shared.fetches.ask(Wanted {
        purpose: purpose(twin),
        files: vec![File::plain(url)],
        read: Box::new(move |files| network(&file, files).map(|network| Arrival::Twin(twin, network))),
        partly: None,
        missing: no_weights,
    });
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::data::Shape;
    use crate::data::bottleneck::EPOCHS;
    use crate::model::Vae;
    use crate::protocol::Phase;
    use crate::protocol::autoencoder::Progress;
    use crate::rng::Rng;

    const SHAPE: Shape = Shape { height: 4, width: 4, channels: 1 };

    fn images(count: usize) -> Images {
        let mut rng = Rng::new(3);
        let pixels = (0..count * 16).map(|i| if i / 16 % 16 == i % 16 { 255 } else { rng.below(40) as u8 }).collect();
        Images { shape: SHAPE, pixels, labels: vec![1; count] }
    }

    /// Every look at the clock takes 60 ms.
    fn shared(training: Option<Images>, held_out: Option<Images>) -> Shared {
        let now = Cell::new(0.0);
        let mut shared = Shared::new(move || now.replace(now.get() + 60.0));
        (shared.training, shared.held_out) = (training, held_out);
        shared
    }

    fn ask(chapter: &mut Autoencoder, shared: &mut Shared, command: Command) -> Vec<Event> {
        let mut events = Vec::new();
        chapter.answer(protocol::Command::Autoencoder(command), shared, &mut events).unwrap();
        told(events)
    }

    fn events(chapter: &mut Autoencoder, shared: &mut Shared, most: usize) -> Vec<Event> {
        let mut events = Vec::new();
        while chapter.has_work(shared) && events.len() < most {
            chapter.unit(shared, &mut events).unwrap();
        }
        told(events)
    }

    fn told(events: Vec<protocol::Event>) -> Vec<Event> {
        events
            .into_iter()
            .map(|event| if let protocol::Event::Autoencoder(event) = event { event } else { panic!() })
            .collect()
    }

    #[test]
    fn a_twin_is_placed_when_the_digits_are_here_and_then_decodes() {
        let architecture = Architecture { variational: false, ..Architecture::mirrored(SHAPE, &[8], 2) };
        let mut chapter = Autoencoder::default();
        let twin = Vae::new(&architecture, &Rng::new(1)).unwrap();
        let mut shared = shared(None, None);
        assert!(chapter.arrived(Arrival::Twin(Twin::Plain, twin), &shared, &mut Vec::new()).is_none());
        assert!(!chapter.has_work(&shared));
        shared.held_out = Some(images(50));
        let placed = events(&mut chapter, &mut shared, 9);
        let [Event::Codes(codes)] = placed.as_slice() else { panic!("{placed:?}") };
        assert_eq!((codes.codes.0.len(), codes.twin), (100, Twin::Plain));
        let z = [codes.codes.0[8], codes.codes.0[9]];
        let told = ask(&mut chapter, &mut shared, Command::Decode { twin: Twin::Plain, z });
        let [Event::Decoded(at)] = told.as_slice() else { panic!("no picture") };
        assert_eq!((at.distance, at.pixels.0.len()), (0.0, 16));
        let look = Command::Look { network: Network::Shipped, index: 4 };
        let told = ask(&mut chapter, &mut shared, look);
        let [Event::Looked(looked)] = told.as_slice() else { panic!("no look") };
        assert_eq!(looked.widths, [16, 8, 2, 8, 16]);
        // Alone or among others: the same sums in another order.
        assert!(looked.code.0.iter().zip(z).all(|(a, b)| (a - b).abs() < 1e-5));
        assert!(looked.pixels.0.iter().zip(&at.pixels.0).all(|(a, b)| a.abs_diff(*b) <= 1));
    }

    #[test]
    fn a_training_learns_ends_and_can_be_stopped() {
        let (mut chapter, all) = (Autoencoder::default(), images(300));
        let held_out = all.take(64);
        let mut shared = shared(Some(all), Some(held_out));
        ask(&mut chapter, &mut shared, Command::Train { q: 3, seed: 1 });
        let told = events(&mut chapter, &mut shared, 10_000);
        let errors: Vec<f32> =
            told.iter().filter_map(|event| if let Event::Progress(p) = event { p.squared } else { None }).collect();
        assert!(errors.last().unwrap() < errors.first().unwrap(), "{errors:?}");
        let Some(Event::Progress(last)) = told.last() else { panic!("{told:?}") };
        assert_eq!((last.phase.clone(), last.epoch, last.epochs), (Phase::Finished, EPOCHS as f32, EPOCHS));

        ask(&mut chapter, &mut shared, Command::Train { q: 2, seed: 1 });
        events(&mut chapter, &mut shared, 3);
        ask(&mut chapter, &mut shared, Command::Stop);
        let told = events(&mut chapter, &mut shared, 10_000);
        let Some(Event::Progress(Progress { phase, epoch, squared, .. })) = told.last() else { panic!("{told:?}") };
        assert_eq!(*phase, Phase::Paused);
        assert!(*epoch < EPOCHS as f32 && squared.is_some());
        assert!(!chapter.has_work(&shared));
    }
}
