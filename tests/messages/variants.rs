//! Every kind of message has an example, so that what is checked of them is checked of all.

use std::collections::BTreeSet;

use super::commands::commands;
use super::events::events;
use latent_lab::protocol::latent;
use latent_lab::protocol::{Command, Event};
use latent_lab::protocol::{autoencoder, field, galaxies, representation, som, upload, vae};

/// A variant that is not named does not compile; one that no example is of fails.
macro_rules! each_has_an_example {
    ($examples:expr, $($variant:pat),+ $(,)?) => {{
        let examples = $examples;
        let found: BTreeSet<&str> =
            examples.iter().map(|example| match example { $($variant => stringify!($variant)),+ }).collect();
        let all = [$(stringify!($variant)),+];
        let missing: Vec<&&str> = all.iter().filter(|variant| !found.contains(*variant)).collect();
        assert!(missing.is_empty(), "without an example: {missing:?}");
    }};
}

/// The inner messages of one kind.
macro_rules! inner {
    ($all:expr, $kind:path) => {
        $all.into_iter().filter_map(|one| if let $kind(inner) = one { Some(inner) } else { None }).collect::<Vec<_>>()
    };
}

#[test]
fn every_command_has_an_example() {
    use {autoencoder as a, galaxies as g, latent as l, representation as r, som as s, upload as u, vae as v};
    each_has_an_example!(
        commands(),
        Command::OpenPretrained { .. },
        Command::Bring(_),
        Command::OpenDigits { .. },
        Command::Configure { .. },
        Command::Resume { .. },
        Command::Train,
        Command::Pause,
        Command::Step,
        Command::LookBack { .. },
        Command::SetBeta(_),
        Command::SetLearningRate(_),
        Command::SetEpochs(_),
        Command::Decode { .. },
        Command::Reconstruct { .. },
        Command::EncodeHeldOut,
        Command::Watch { .. },
        Command::Latent(_),
        Command::Embed { .. },
        Command::Hold(_),
        Command::InView(_),
        Command::Galaxies(_),
        Command::Som(_),
        Command::Upload(_),
        Command::Vae(_),
        Command::Autoencoder(_),
        Command::Representation(_),
        Command::FetchAgain,
    );
    each_has_an_example!(
        inner!(commands(), Command::Latent),
        l::Command::Survey,
        l::Command::OpenTraining { .. },
        l::Command::Draw { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Galaxies),
        g::Command::Open { .. },
        g::Command::OpenClothes { .. },
        g::Command::Own(_),
        g::Command::Choose(_),
        g::Command::ShowPretrained,
        g::Command::Explain { .. },
        g::Command::Measure { .. },
        g::Command::Compare { .. },
        g::Command::StopExplaining,
        g::Command::StopComparing,
        g::Command::Save { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Som),
        s::Command::Open { .. },
        s::Command::Train { .. },
        s::Command::Stop,
        s::Command::Look { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Upload),
        u::Command::Read { .. },
        u::Command::Preview { .. },
        u::Command::Choose(_),
        u::Command::Take { .. },
        u::Command::Field(_),
    );
    each_has_an_example!(
        inner!(inner!(commands(), Command::Upload), upload::Command::Field),
        field::Command::Open { .. },
        field::Command::Find(_),
        field::Command::Stop,
        field::Command::Draw { .. },
        field::Command::Cut { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Vae),
        v::Command::Decode { .. },
        v::Command::Look { .. },
        v::Command::Bound { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Autoencoder),
        a::Command::OpenTwins { .. },
        a::Command::Look { .. },
        a::Command::Decode { .. },
        a::Command::Train { .. },
        a::Command::Stop,
    );
    each_has_an_example!(
        inner!(commands(), Command::Representation),
        r::Command::Sheet { .. },
        r::Command::Galaxy { .. },
        r::Command::Plane,
        r::Command::Classify { .. },
        r::Command::Cluster { .. },
        r::Command::Judge { .. },
    );
}

#[test]
fn every_event_has_an_example() {
    use {autoencoder as a, galaxies as g, latent as l, representation as r, som as s, upload as u, vae as v};
    each_has_an_example!(
        events(),
        Event::Ready { .. },
        Event::Model(_),
        Event::Bring(_),
        Event::TrainingData(_),
        Event::HeldOut(_),
        Event::Run(_),
        Event::Progress(_),
        Event::Kept(_),
        Event::Moments(_),
        Event::LookedBack(_),
        Event::Encoded(_),
        Event::Decoded { .. },
        Event::Reconstructed(_),
        Event::Embedding { .. },
        Event::Latent(_),
        Event::Galaxies(_),
        Event::Upload(_),
        Event::Autoencoder(_),
        Event::Representation(_),
        Event::Fault(_),
        Event::Som(_),
        Event::Vae(_),
        Event::Late { .. },
        Event::Alive,
    );
    each_has_an_example!(
        inner!(events(), Event::Latent),
        l::Event::Marginals(_),
        l::Event::Quality(_),
        l::Event::Drawn(_),
        l::Event::Training { .. },
        l::Event::TrainingMissing(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Galaxies),
        g::Event::Chosen(_),
        g::Event::Preparing { .. },
        g::Event::Judged(_),
        g::Event::Explained(_),
        g::Event::Measured { .. },
        g::Event::Comparing { .. },
        g::Event::Map(_),
        g::Event::Saved(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Upload),
        u::Event::Reading { .. },
        u::Event::Read(_),
        u::Event::Tables(_),
        u::Event::Preview { .. },
        u::Event::Measuring { .. },
        u::Event::Taken { .. },
        u::Event::Field(_),
    );
    each_has_an_example!(
        inner!(inner!(events(), Event::Upload), upload::Event::Field),
        field::Event::Working { .. },
        field::Event::Found(_),
        field::Event::Stopped { .. },
        field::Event::Failed(_),
        field::Event::Stamps { .. },
    );
    each_has_an_example!(
        inner!(events(), Event::Autoencoder),
        a::Event::Codes(_),
        a::Event::Looked(_),
        a::Event::Decoded(_),
        a::Event::Progress(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Representation),
        r::Event::Sheet(_),
        r::Event::Galaxy(_),
        r::Event::Plane(_),
        r::Event::Classified(_),
        r::Event::Clustered(_),
        r::Event::Judged(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Som),
        s::Event::Catalogue(_),
        s::Event::Progress(_),
        s::Event::Picture(_),
        s::Event::Cell(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Vae),
        v::Event::Decoded { .. },
        v::Event::Looked(_),
        v::Event::Bound(_),
    );
}
