//! The rules of dependency of ARCHITECTURE.md, kept by reading the sources: a broken rule names its file and line.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

#[path = "house/circles.rs"]
mod circles;
#[path = "house/modules.rs"]
mod modules;
#[path = "house/sources.rs"]
mod sources;

use modules::{Use, uses};
use sources::{code, sources};

/// Is `path` one of `places`: a file, or a folder (ending in a slash)?
fn within(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path == *place || place.ends_with('/') && path.starts_with(place))
}

/// Lines of files chosen by `chosen` that contain one of `words`.
fn offences(chosen: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| chosen(&source.path)) {
        for (number, line) in source.lines.iter().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(*word)) {
                found.push(format!("{}:{}: `{word}` in: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    found
}

#[track_caller]
fn none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

const BROWSER: &[&str] = &["web_sys", "js_sys", "wasm_bindgen"];
const CORE: &[&str] = &[
    "src/rng.rs",
    "src/data/",
    "src/export/",
    "src/model/",
    "src/train/",
    "src/latent/",
    "src/som/",
    "src/settings/",
    "src/protocol/",
];

#[test]
fn the_core_does_not_know_the_browser() {
    none("The core names no browser interface.", offences(|path| within(path, CORE), BROWSER));
    let state = ["src/ui/state.rs", "src/ui/state/"];
    none("The page's state is plain data.", offences(|path| within(path, &state), BROWSER));
}

#[test]
fn the_core_depends_in_one_direction() {
    let above: &[(&str, &[&str])] = &[
        ("src/rng.rs", &["crate::data", "crate::model", "crate::train", "crate::latent"]),
        ("src/data/", &["crate::model", "crate::train", "crate::latent"]),
        ("src/model/", &["crate::train", "crate::latent"]),
        ("src/latent/", &["crate::data", "crate::model", "crate::train", "crate::protocol"]),
        ("src/som/", &["crate::data", "crate::model", "crate::train", "crate::protocol"]),
        ("src/settings/", &["crate::model", "crate::train", "crate::latent", "crate::protocol"]),
    ];
    for (place, forbidden) in above {
        none(
            "rng <- data <- model <- train; latent and som take slices.",
            offences(|path| within(path, &[place]), forbidden),
        );
    }
    none(
        "The core serves the page and the worker.",
        offences(|path| within(path, CORE), &["crate::ui", "crate::worker"]),
    );
}

/// Uses for which `broken` holds.
fn used(all: &[Use], broken: impl Fn(&Use) -> bool) -> Vec<String> {
    let found = all.iter().filter(|used| broken(used));
    found.map(|used| format!("{}: uses {}", used.place, used.to.join("::"))).collect()
}

#[test]
fn the_rooms_of_the_page_depend_in_one_direction() {
    let above: &[(&str, &[&str])] = &[
        ("ui/plot", &["ui/figures", "ui/page", "ui/panels", "ui/chapters", "ui/programs"]),
        ("ui/figures", &["ui/page", "ui/panels", "ui/chapters", "ui/programs"]),
        ("ui/page", &["ui/panels", "ui/chapters", "ui/programs"]),
        ("ui/panels", &["ui/chapters", "ui/programs"]),
        ("ui/chapters", &["ui/programs"]),
    ];
    let all = uses(&sources());
    for (room, forbidden) in above {
        let broken = |used: &Use| {
            modules::within(&used.from, room) && forbidden.iter().any(|other| modules::within(&used.to, other))
        };
        none("plot <- figures <- page <- panels <- chapters <- programs.", used(&all, broken));
    }
}

#[test]
fn no_chapter_knows_another() {
    let chapter = |module: &[String]| modules::within(module, "ui/chapters").then(|| module.get(2).cloned()).flatten();
    let broken = |used: &Use| {
        let (from, to) = (chapter(&used.from), chapter(&used.to));
        from.is_some() && to.is_some() && from != to
    };
    none("What two chapters share is in page, panels or figures.", used(&uses(&sources()), broken));
}

#[test]
fn only_the_model_its_training_and_the_worker_know_candle() {
    let places = [
        "src/model/",
        "src/train/",
        "src/worker/",
        "src/bin/worker.rs",
        "src/bin/pretrain/",
        "src/bin/prepare/",
        "src/bin/bench/",
    ];
    none(
        "candle stays out of the page.",
        offences(|path| !within(path, &places), &["candle_core", "candle_nn", "candle::"]),
    );
    let page = ["src/ui/", "src/bin/app.rs"];
    none(
        "The page's program links no model.",
        offences(
            |path| within(path, &page),
            &["crate::model", "crate::train", "latent_lab::model", "latent_lab::train"],
        ),
    );
}

#[test]
fn only_the_worker_and_its_client_exchange_messages() {
    let places = ["src/worker/", "src/ui/client.rs", "src/ui/client/"];
    let words = ["post_message", "postMessage", "onmessage", "MessageEvent"];
    none("Messages pass through the worker and ui::client.", offences(|path| !within(path, &places), &words));
}

#[test]
fn only_dom_looks_up_elements() {
    let words = ["get_element_by_id", "query_selector", "get_elements_by"];
    none("Elements are looked up in ui::dom.", offences(|path| path != "src/ui/dom.rs", &words));
}

#[test]
fn only_plot_knows_plotters() {
    none("plotters stays in ui::plot.", offences(|path| !within(path, &["src/ui/plot/"]), &["plotters"]));
}

#[test]
fn errors_are_handled_not_unwrapped() {
    let words = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "dbg!("];
    none("No unwrap outside tests and the programs' main.", offences(|path| !within(path, &["src/bin/"]), &words));
}

#[test]
fn unsafe_code_stays_in_the_kernels() {
    let words = ["unsafe ", "allow(unsafe_code)"];
    none("unsafe is for SIMD kernels.", offences(|path| !within(path, &["src/model/kernels/"]), &words));
}

#[test]
fn the_page_has_no_id_twice_and_asks_no_other_host() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html")).unwrap();
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let twice: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(twice.is_empty(), "ids used twice: {twice:?}");
    for attribute in ["src=\"http", "src=\"//", "<link rel=\"stylesheet\" href=\"http", "url(http"] {
        assert!(!page.contains(attribute), "index.html loads something from another host: {attribute}");
    }
}

#[test]
fn the_reader_of_sources_sees_code_only() {
    assert_eq!(code("let a = 1; // .unwrap()"), "let a = 1; ");
    assert_eq!(code(r#"say("no \" .unwrap() here").trim()"#), r#"say("").trim()"#);
    assert!(within("src/ui/plot/axes.rs", &["src/ui/plot/"]) && !within("src/ui/plotting.rs", &["src/ui/plot/"]));
}
