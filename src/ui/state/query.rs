//! The page's state as a URL query, and back.
//!
//! Only what differs from the default is written, so a link says what is special about it. What cannot be understood is
//! left out with a note for the person; a number beyond its limits becomes the limit. Pure text.

use super::{
    GridKind, PageState, ScatterChoice, View,
    escape::{decode, encode, shorten},
    fields::{self, Field, FieldError},
    part,
};

/// The longest name of a property that a link may carry.
const LONGEST_NAME: usize = 64;

/// The state in a query (with or without its `?`), and a note for every part that was not taken as it stands.
pub fn parse(query: &str) -> (PageState, Vec<String>) {
    let mut state = PageState::default();
    let mut notes = Vec::new();
    for part in query.trim_start_matches('?').split('&').filter(|part| !part.is_empty()) {
        let (key, text) = part.split_once('=').unwrap_or((part, ""));
        let (key, text) = (decode(key), decode(text));
        if part::is_kept(&key) {
            continue;
        }
        match set(&mut state, &key, &text) {
            Ok(()) => {}
            Err(Refusal::Unknown) => notes.push(format!("The link's “{}” is not known here.", shorten(&key))),
            Err(Refusal::Choice) => {
                notes.push(format!("The link's {} “{}” is not known here.", shorten(&key), shorten(&text)));
            }
            Err(Refusal::Field(error)) => notes.push(format!("In the link: {error}")),
        }
    }
    state.settle();
    (state, notes)
}

/// The state as a query, with what `query` says of the chapters that keep a [part](part::Part) of it for themselves.
pub fn write_beside(state: &PageState, query: &str) -> String {
    let kept = part::pieces(query, part::is_kept);
    let own = Some(write(state)).filter(|own| !own.is_empty());
    own.into_iter().chain(kept).collect::<Vec<_>>().join("&")
}

/// The state as a query without `?`; empty when everything is at its default.
pub fn write(state: &PageState) -> String {
    let plain = PageState::default();
    let mut parts = Vec::new();
    let mut put = |key: &str, now: String, before: String| {
        if now != before {
            parts.push(format!("{key}={}", encode(&now)));
        }
    };
    let (run, usual) = (&state.run, &plain.run);
    put("beta", run.beta.to_string(), usual.beta.to_string());
    put("latent", run.latent.to_string(), usual.latent.to_string());
    put("hidden", join(&run.hidden), join(&usual.hidden));
    put("images", run.images.to_string(), usual.images.to_string());
    put("digits", fields::digits_text(run.digits), fields::digits_text(usual.digits));
    put("batch", run.batch.to_string(), usual.batch.to_string());
    put("rate", run.learning_rate.to_string(), usual.learning_rate.to_string());
    put("seed", run.seed.to_string(), usual.seed.to_string());
    put("epochs", run.epochs.to_string(), usual.epochs.to_string());

    for (prefix, now, before) in [("", &state.lab, &plain.lab), ("latent-", &state.latent, &plain.latent)] {
        put(&format!("{prefix}colour"), colour(now), colour(before));
        put(&format!("{prefix}points"), points(now).to_owned(), points(before).to_owned());
        put(&format!("{prefix}ellipses"), flag(now.ellipses), flag(before.ellipses));
        put(&format!("{prefix}prior"), flag(now.prior), flag(before.prior));
    }
    put("view", view(state.lab_view.view).to_owned(), view(plain.lab_view.view).to_owned());
    put("axes", join(&state.lab_view.axes.map(|axis| axis + 1)), join(&plain.lab_view.axes.map(|axis| axis + 1)));

    let (grid, usual) = (&state.lab_grid, &plain.lab_grid);
    put("grid", kind(grid.kind).to_owned(), kind(usual.kind).to_owned());
    put("side", grid.side.to_string(), usual.side.to_string());
    put("range", grid.range.to_string(), usual.range.to_string());
    put("quantile", grid.quantile.to_string(), usual.quantile.to_string());
    let (grids, usual) = (&state.latent_grids, &plain.latent_grids);
    put("latent-side", grids.side.to_string(), usual.side.to_string());
    put("latent-range", grids.range.to_string(), usual.range.to_string());
    put("latent-quantile", grids.quantile.to_string(), usual.quantile.to_string());
    put("latent-mass", flag(grids.mass), flag(usual.mass));
    put("z", join(&state.point), join(&plain.point));
    put("draw", state.draw.to_string(), plain.draw.to_string());
    put("path", join(&state.path), join(&plain.path));
    parts.join("&")
}

enum Refusal {
    Unknown,
    Choice,
    Field(FieldError),
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

fn set(state: &mut PageState, key: &str, text: &str) -> Result<(), Refusal> {
    let run = &mut state.run;
    match key {
        "beta" => number(&fields::BETA, text, |value| run.beta = value as f32),
        "latent" => number(&fields::LATENT, text, |value| run.latent = value as u32),
        "images" => number(&fields::IMAGES, text, |value| run.images = value as u32),
        "batch" => number(&fields::BATCH, text, |value| run.batch = value as u32),
        "rate" => number(&fields::LEARNING_RATE, text, |value| run.learning_rate = value),
        "seed" => number(&fields::SEED, text, |value| run.seed = value as u64),
        "epochs" => number(&fields::EPOCHS, text, |value| run.epochs = value as u32),
        "hidden" => put(&mut run.hidden, fields::widths(text)?),
        "digits" => put(&mut run.digits, fields::digits(text)?),
        "view" => put(&mut state.lab_view.view, choice(text, [View::Pair, View::Pca, View::Tsne], view)?),
        "axes" => {
            let [x, y] = pair(&fields::AXIS, text)?;
            put(&mut state.lab_view.axes, [x as u32 - 1, y as u32 - 1])
        }
        "grid" => put(&mut state.lab_grid.kind, choice(text, [GridKind::Uniform, GridKind::InverseCdf], kind)?),
        "side" => number(&fields::SIDE, text, |value| state.lab_grid.side = value as u32),
        "range" => number(&fields::RANGE, text, |value| state.lab_grid.range = value as f32),
        "quantile" => number(&fields::QUANTILE, text, |value| state.lab_grid.quantile = value as f32),
        "latent-side" => number(&fields::SIDE, text, |value| state.latent_grids.side = value as u32),
        "latent-range" => number(&fields::RANGE, text, |value| state.latent_grids.range = value as f32),
        "latent-quantile" => number(&fields::QUANTILE, text, |value| state.latent_grids.quantile = value as f32),
        "latent-mass" => put(&mut state.latent_grids.mass, switch(text)?),
        "z" => put(&mut state.point, pair(&fields::COORDINATE, text)?.map(|value| value as f32)),
        "path" => put(&mut state.path, pair(&fields::DIGIT, text)?.map(|value| value as u32)),
        "draw" => number(&fields::DRAW, text, |value| state.draw = value as u32),
        _ => match key.strip_prefix("latent-") {
            Some(key) => set_scatter(&mut state.latent, key, text),
            None => set_scatter(&mut state.lab, key, text),
        },
    }
}

fn set_scatter(scatter: &mut ScatterChoice, key: &str, text: &str) -> Result<(), Refusal> {
    match key {
        "colour" if text.is_empty() || text.chars().count() > LONGEST_NAME => Err(Refusal::Choice),
        "colour" => put(&mut scatter.colour, (text != "label").then(|| text.to_owned())),
        "points" => match text {
            "mean" => put(&mut scatter.sampled, false),
            "sampled" => put(&mut scatter.sampled, true),
            _ => Err(Refusal::Choice),
        },
        "ellipses" => put(&mut scatter.ellipses, switch(text)?),
        "prior" => put(&mut scatter.prior, switch(text)?),
        _ => Err(Refusal::Unknown),
    }
}

fn put<T>(place: &mut T, value: T) -> Result<(), Refusal> {
    *place = value;
    Ok(())
}

/// Takes the number, or the limit that it overstepped together with the note that says so.
fn number(field: &Field, text: &str, take: impl FnOnce(f64)) -> Result<(), Refusal> {
    match field.read(text) {
        Ok(value) => take(value),
        Err(error) => {
            if let FieldError::Range { nearest, .. } = error {
                take(nearest);
            }
            return Err(error.into());
        }
    }
    Ok(())
}

fn pair(field: &Field, text: &str) -> Result<[f64; 2], Refusal> {
    let (x, y) = text.split_once(',').ok_or(Refusal::Choice)?;
    Ok([field.read(x)?, field.read(y)?])
}

fn choice<T: Copy, const N: usize>(text: &str, all: [T; N], name: fn(T) -> &'static str) -> Result<T, Refusal> {
    all.into_iter().find(|&one| name(one) == text).ok_or(Refusal::Choice)
}

fn switch(text: &str) -> Result<bool, Refusal> {
    match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Refusal::Choice),
    }
}

fn flag(on: bool) -> String {
    u8::from(on).to_string()
}

fn colour(scatter: &ScatterChoice) -> String {
    scatter.colour.clone().unwrap_or_else(|| "label".to_owned())
}

fn points(scatter: &ScatterChoice) -> &'static str {
    if scatter.sampled { "sampled" } else { "mean" }
}

fn view(view: View) -> &'static str {
    match view {
        View::Pair => "pair",
        View::Pca => "pca",
        View::Tsne => "tsne",
    }
}

fn kind(kind: GridKind) -> &'static str {
    match kind {
        GridKind::Uniform => "uniform",
        GridKind::InverseCdf => "inverse",
    }
}

fn join<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::super::{GridChoice, GridPair, ViewChoice};
    use super::*;
    use crate::protocol::RunSettings;

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
                augment: false,
                pixel_sigma: 0.0,
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
        assert_eq!(write(&PageState::default()), "");
        assert_eq!(parse(""), (PageState::default(), vec![]));
        assert_eq!(parse("?"), (PageState::default(), vec![]));
    }

    #[test]
    fn every_choice_survives_the_round_trip() {
        let query = write(&special());
        assert_eq!(parse(&query), (special(), vec![]));
        assert_eq!(parse(&format!("?{query}")).0, special());
    }

    #[test]
    fn a_link_says_only_what_is_special() {
        let mut state = PageState::default();
        state.run.beta = 4.0;
        state.run.seed = 1;
        assert_eq!(write(&state), "beta=4&seed=1");
        state.run.hidden = vec![512, 256];
        assert_eq!(write(&state), "beta=4&hidden=512,256&seed=1");
    }

    #[test]
    fn numbers_beyond_their_limits_become_the_limit_with_a_note() {
        let (state, notes) = parse("beta=1e9&latent=400&images=1&epochs=-3&side=99");
        let run = &state.run;
        assert_eq!((run.beta, run.latent, run.images, run.epochs, state.lab_grid.side), (20.0, 16, 500, 1, 30));
        assert_eq!(notes.len(), 5);
        assert_eq!(notes[0], "In the link: β must lie between 0 and 20.");
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
}
