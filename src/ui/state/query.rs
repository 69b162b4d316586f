//! The page's state as its address, and back, beside the parts that chapters keep for themselves. Pure text.

use super::page::PAGE;
use super::{KEPT, PageState, left_out};
use crate::settings::{Piece, RUN, pieces};

/// What a script of the page reads: one figure alone, and a run that begins by itself (static/alone.js).
const SCRIPTS: [&str; 2] = ["figure", RUNS];
const RUNS: &str = "run";

fn is_kept(piece: &Piece) -> bool {
    left_out::is_own(piece)
        || SCRIPTS.contains(&piece.key.as_str())
        || KEPT.iter().any(|prefix| piece.key.starts_with(prefix))
}

/// The state in a query (with or without its `?`), and a note for every piece that was not taken as it stands.
pub fn parse(query: &str) -> (PageState, Vec<String>) {
    let mut state = PageState::default();
    let mut notes = Vec::new();
    for piece in pieces(query).filter(|piece| !is_kept(piece)) {
        let run = RUN.take(&mut state.run, &piece).map(|(_, note)| note);
        let taken = run.or_else(|| PAGE.take(&mut state, &piece).map(|(_, note)| note));
        notes.extend(taken.unwrap_or_else(|| Some(piece.unknown_key())));
    }
    state.settle();
    (state, notes)
}

/// The state as a query without `?`, with what `query` says of the chapters that keep a part of it for themselves; empty when
/// everything is at its default.
pub fn write(state: &PageState, query: &str) -> String {
    let own = RUN.special(&state.run).into_iter().chain(PAGE.special(state));
    own.chain(pieces(query).filter(is_kept).map(|piece| piece.raw)).collect::<Vec<_>>().join("&")
}

/// The query with the run beginning by itself, or not.
pub fn running(query: &str, runs: bool) -> String {
    let others = pieces(query).filter(|piece| piece.key != RUNS).map(|piece| piece.raw);
    others.chain(runs.then(|| format!("{RUNS}=1"))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::super::{GridChoice, GridKind, GridPair, ScatterChoice, View, ViewChoice};
    use super::*;
    use crate::settings::RunSettings;

    fn special() -> PageState {
        PageState {
            run: RunSettings {
                latent: 8,
                hidden: vec![512, 256],
                images: 1500,
                digits: 1 << 4 | 1 << 9,
                batch: 64,
                learning_rate: 3e-4,
                beta: 0.1,
                seed: 9_007_199_254_740_991,
                epochs: 12,
                ..RunSettings::default()
            },
            lab: ScatterChoice {
                colour: Some("stroke width & slant".into()),
                sampled: true,
                ellipses: true,
                prior: false,
            },
            lab_view: ViewChoice { view: View::Tsne, axes: [7, 2] },
            lab_grid: GridChoice { kind: GridKind::Uniform, side: 30, range: 2.5, quantile: 0.05 },
            latent: ScatterChoice { colour: Some("Größe".into()), ..ScatterChoice::default() },
            latent_grids: GridPair { side: 20, range: 3.0, quantile: 0.001, mass: false },
            point: [-1.25, 0.5],
            draw: 7,
            path: [12, 345],
        }
    }

    #[test]
    fn the_default_page_has_an_empty_query() {
        assert_eq!(write(&PageState::default(), ""), "");
        assert_eq!(parse(""), (PageState::default(), vec![]));
        assert_eq!(parse("?"), (PageState::default(), vec![]));
    }

    #[test]
    fn every_choice_survives_the_round_trip() {
        let query = write(&special(), "");
        assert_eq!(parse(&query), (special(), vec![]));
        assert_eq!(parse(&format!("?{query}")).0, special());
    }

    #[test]
    fn a_link_says_only_what_is_special() {
        let mut state = PageState::default();
        state.run.beta = 4.0;
        state.run.seed = 1;
        assert_eq!(write(&state, ""), "beta=4&seed=1");
        state.run.hidden = vec![512, 256];
        assert_eq!(write(&state, ""), "beta=4&hidden=512,256&seed=1");
    }

    #[test]
    fn numbers_beyond_their_limits_become_the_limit_with_a_note() {
        let (state, notes) = parse("beta=1e9&latent=400&images=1&epochs=-3&side=99");
        let run = &state.run;
        assert_eq!((run.beta, run.latent, run.images, run.epochs, state.lab_grid.side), (20.0, 16, 500, 1, 30));
        assert_eq!(notes.len(), 5);
        assert_eq!(notes[0], "In the link: β must lie between 0 and 20. It is 20 here.");
    }

    #[test]
    fn what_cannot_be_understood_is_left_out_with_a_note() {
        let hostile = "beta=NaN&seed=1.5&seed=0x10&hidden=1,2,3,4&hidden=&digits=&digits=abc&view=3d&axes=1&axes=0,99\
                       &grid=%00&points=&ellipses=yes&colour=&nonsense=1&latent-nonsense=2&<script>=alert(1)&%ff%fe=%&=&z=a,b";
        let (state, notes) = parse(hostile);
        assert_eq!(state, PageState::default());
        assert_eq!(notes.len(), hostile.split('&').count());
        let (_, notes) = parse(&format!("{}=1", "x".repeat(100_000)));
        assert!(notes[0].len() < 100, "a note stays short");
    }

    #[test]
    fn impossible_combinations_are_settled() {
        let (state, _) = parse("view=pca&axes=3,4");
        assert_eq!(state.lab_view, ViewChoice::default(), "the run has two dimensions");
        let (state, notes) = parse("axes=3,4&view=pca&latent=4");
        assert_eq!((state.lab_view, notes.len()), (ViewChoice { view: View::Pca, axes: [2, 3] }, 0));
        assert_eq!(parse("latent=4&axes=3,3").0.lab_view.axes, [0, 1]);
    }

    #[test]
    fn what_a_script_reads_stays_in_the_address() {
        let link = "beta=4&figure=vae-kl&run=1";
        let (state, notes) = parse(link);
        assert_eq!((write(&state, link).as_str(), notes.len()), (link, 0));
        assert_eq!(running(link, false), "beta=4&figure=vae-kl");
        assert_eq!(running("?hide=som", true), "hide=som&run=1");
        assert_eq!(running(link, true), link);
    }

    #[test]
    fn the_two_programs_leave_each_other_alone() {
        let link = "beta=4&galaxies-latent=8&som-seed=3";
        let (state, notes) = parse(link);
        assert_eq!((state.run.beta, notes.len()), (4.0, 0));
        assert_eq!(write(&state, link), link);
        assert_eq!(write(&PageState::default(), link), "galaxies-latent=8&som-seed=3");
        assert_eq!(parse("latent-colour=slant&galaxies=1").1.len(), 1);
    }
}
