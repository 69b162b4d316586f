//! The page's controls say what the table of settings says: each row has its element, with its limits, default and choices.
#![cfg(not(target_arch = "wasm32"))]

use latent_lab::settings::{Form, Kind, Number, RUN, Setting, When, beta};
use latent_lab::ui::state::autoencoder::AUTOENCODER;
use latent_lab::ui::state::map::MAP;
use latent_lab::ui::state::notebook::NOTEBOOK;
use latent_lab::ui::state::page::PAGE;

const PAGE_SOURCE: &str = include_str!("../index.html");

/// The opening tag of the element with this id, and what follows it.
fn element(id: &str) -> (&'static str, &'static str) {
    let at = PAGE_SOURCE.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("index.html has no element #{id}"));
    let start = PAGE_SOURCE[..at].rfind('<').unwrap();
    let end = at + PAGE_SOURCE[at..].find('>').unwrap();
    (&PAGE_SOURCE[start..end], &PAGE_SOURCE[end + 1..])
}

fn attribute(tag: &'static str, name: &str) -> Option<&'static str> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    rest.split('"').next()
}

fn has(tag: &str, flag: &str) -> bool {
    tag.split_whitespace().any(|word| word == flag)
}

fn number(tag: &'static str, name: &str, id: &str) -> f64 {
    let text = attribute(tag, name).unwrap_or_else(|| panic!("#{id} has no {name}"));
    text.parse().unwrap_or_else(|_| panic!("#{id}: {name}=\"{text}\" is no number"))
}

fn check_number(id: &str, limits: &Number, usual: f64) {
    let (tag, _) = element(id);
    let range = attribute(tag, "type") == Some("range");
    assert!(range || attribute(tag, "type") == Some("number"), "#{id} is neither a slider nor a number");
    for (name, expected) in [("min", limits.min), ("max", limits.max), ("value", usual)] {
        let found = number(tag, name, id);
        let wanted = expected * limits.scale;
        assert!(
            (found - wanted).abs() <= 1e-9 * wanted.abs(),
            "#{id}: {name} is {found} on the page, {wanted} in the table"
        );
    }
    let step = attribute(tag, "step").unwrap_or("1");
    let whole = step.parse::<f64>().is_ok_and(|step| step.fract() == 0.0);
    assert_eq!(whole, limits.whole || limits.scale > 1.0, "#{id}: step {step}");
}

/// The values of a list's options, and the one that is selected.
fn options(id: &str) -> (Vec<&'static str>, &'static str) {
    let (_, rest) = element(id);
    let list = rest.split("</select>").next().unwrap();
    let value = |option: &'static str| {
        let tag = option.split('>').next().unwrap();
        let text = option.split('>').nth(1).unwrap().split('<').next().unwrap();
        let value = tag.split_once("value=\"").map_or(text, |(_, rest)| rest.split('"').next().unwrap());
        (value, has(tag, "selected"), has(tag, "disabled"))
    };
    let all: Vec<_> = list.split("<option").skip(1).map(value).collect();
    let selected = all.iter().find(|option| option.1).unwrap_or(&all[0]).0;
    (all.iter().filter(|option| !option.2).map(|option| option.0).collect(), selected)
}

fn check<S: Clone + Default>(row: &Setting<S>) {
    let usual = row.text(&S::default());
    let id = row.id;
    match row.kind {
        _ if id.is_empty() => {}
        Kind::Number(limits) => check_number(id, &limits, usual.parse().unwrap()),
        Kind::Widths => assert_eq!(attribute(element(id).0, "value"), Some(usual.as_str()), "#{id}"),
        Kind::Digits => {
            for digit in '0'..='9' {
                assert_eq!(has(element(&format!("{id}-{digit}")).0, "checked"), usual.contains(digit), "#{id}-{digit}");
            }
        }
        Kind::OneOf(names) if PAGE_SOURCE.contains(&format!("<select id=\"{id}\"")) => {
            let (mut offered, selected) = options(id);
            assert_eq!(selected, usual, "#{id}");
            let mut names = names.to_vec();
            offered.sort_unstable();
            names.sort_unstable();
            assert_eq!(offered, names, "#{id}");
        }
        Kind::OneOf(names) => {
            for name in names {
                assert_eq!(has(element(&format!("{id}-{name}")).0, "checked"), *name == usual, "#{id}-{name}");
            }
        }
        Kind::Switch => assert_eq!(has(element(id).0, "checked"), usual == "1", "#{id}"),
        Kind::Name => assert_eq!(options(id).1, usual, "#{id}"),
        Kind::Pair(_) => panic!("#{id}: a pair has no control"),
    }
}

/// Each row's own text is taken back as it is, the limits are taken and what lies beyond them is not.
fn check_values<S: Clone + Default>(row: &Setting<S>) {
    let usual = row.text(&S::default());
    let mut values = S::default();
    row.take(&mut values, &usual).unwrap_or_else(|refusal| panic!("{}: {usual} is refused: {refusal}", row.key));
    assert_eq!(row.text(&values), usual, "{}", row.key);
    match row.kind {
        Kind::Number(limits) => {
            for limit in [limits.min, limits.max] {
                row.take(&mut values, &limit.to_string()).unwrap();
                let back: f64 = row.text(&values).parse().unwrap();
                assert!((back - limit).abs() <= 1e-6 * limit.abs(), "{}: {limit} became {back}", row.key);
            }
            assert!(row.check(&(limits.max * 1.01 + 1.0).to_string()).is_err(), "{}", row.key);
            assert!(row.check(&(limits.min - 1.0).to_string()).is_err(), "{}", row.key);
        }
        Kind::OneOf(names) => {
            for name in names {
                row.take(&mut values, name).unwrap();
                assert_eq!(row.text(&values), *name, "{}", row.key);
            }
            assert!(row.check("nonsense").is_err());
        }
        Kind::Switch => {
            for text in ["0", "1"] {
                row.take(&mut values, text).unwrap();
                assert_eq!(row.text(&values), text, "{}", row.key);
            }
        }
        _ => assert!(row.check("").is_err(), "{}", row.key),
    }
}

fn check_form<S: Clone + Default>(form: &Form<S>) {
    let mut keys: Vec<&str> = form.rows.iter().map(|row| row.key).collect();
    keys.sort_unstable();
    assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "two rows have one key: {keys:?}");
    for row in form.rows {
        check(row);
        check_values(row);
    }
}

#[test]
fn the_page_has_what_the_tables_say() {
    check_form(&RUN);
    check_form(&PAGE);
    check_form(&MAP);
    check_form(&NOTEBOOK);
    check_form(&AUTOENCODER);
    assert!(RUN.rows.iter().all(|run| PAGE.rows.iter().all(|page| page.key != run.key)), "the lab's keys are its own");
}

#[test]
fn the_sliders_beside_exact_values_have_their_limits() {
    let (tag, _) = element("beta");
    assert_eq!(beta::beta_at(number(tag, "min", "beta")), beta::BETA.min as f32);
    assert_eq!(beta::beta_at(number(tag, "max", "beta")), beta::BETA.max as f32);
    assert_eq!(beta::beta_at(number(tag, "value", "beta")), 1.0);
}

#[test]
fn what_a_form_says_survives_its_address_and_the_usual_is_not_written() {
    let usual = NOTEBOOK.read("").0;
    assert_eq!(NOTEBOOK.write("", &usual), "");
    let link = "beta=4&galaxies-set=simulated&galaxies-hidden=128,64&galaxies-likelihood=gaussian&galaxies-augment=0";
    let (special, keys, notes) = NOTEBOOK.read(link);
    assert_eq!(keys, ["set", "hidden", "likelihood", "augment"]);
    assert!(notes.is_empty());
    assert_eq!(
        (special.run.hidden.clone(), special.run.pixel_sigma, special.run.augment),
        (vec![128, 64], 0.07, false)
    );
    assert_eq!(NOTEBOOK.write(link, &special), link);
    assert_eq!(NOTEBOOK.write(link, &usual), "beta=4", "what is usual again is taken away");
    let (mut map, ..) = MAP.read(link);
    map.map.pca_start = true;
    assert_eq!(MAP.write(link, &map), format!("{link}&som-pca=1"));
    // As links of before had it.
    assert_eq!(NOTEBOOK.read("galaxies-hidden=128,%2064").0.run.hidden, [128, 64]);
}

#[test]
fn what_cannot_be_used_is_left_out_with_a_note() {
    let link = "galaxies-latent=400&galaxies-set=own&galaxies-nonsense=1&galaxies-hidden=x&galaxies-beta=NaN&som-size=1x1&galaxies-seed=%00";
    let (values, _, notes) = NOTEBOOK.read(link);
    assert_eq!(NOTEBOOK.special(&values), ["galaxies-latent=16"], "a number beyond its limits becomes the limit");
    assert_eq!(notes.len(), 6, "{notes:?}");
    assert!(notes.iter().all(|note| note.ends_with('.')));
    assert_eq!(MAP.read(link).2.len(), 1);
}

#[test]
fn every_live_setting_has_the_message_that_carries_it() {
    // `ui::page::own_worker` sends one for each of these; a new live row needs one too.
    let live: Vec<&str> = RUN.rows.iter().filter(|row| row.when == When::Live).map(|row| row.key).collect();
    assert_eq!(live, ["beta", "rate", "epochs"]);
}
