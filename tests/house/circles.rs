//! Import circles. In each folder the modules, each with all below it, must not use one another round and round. A module may
//! use its children, and a child what is its parent's: that alone is no circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{Use, uses};
use crate::sources::{Source, sources};

/// A folder and the modules in it that use one another round and round.
type Circle = (String, Vec<String>);

/// Where each module of a folder uses each other of it, whether itself or by what is below it.
type Neighbours<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

fn folders(uses: &[Use]) -> BTreeMap<&[String], Neighbours<'_>> {
    let mut folders: BTreeMap<&[String], Neighbours<'_>> = BTreeMap::new();
    for Use { from, to, place } in uses {
        let shared = from.iter().zip(to).take_while(|(one, other)| one == other).count();
        if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
            folders.entry(&from[..shared]).or_default().entry(one).or_default().entry(other).or_insert(place);
        }
    }
    folders
}

fn reached<'a>(from: &'a str, neighbours: &Neighbours<'a>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for next in neighbours.get(module).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(*next) {
                open.push(next);
            }
        }
    }
    found
}

/// Each circle, with the uses that make it.
fn circles(uses: &[Use]) -> BTreeMap<Circle, Vec<String>> {
    let mut found = BTreeMap::new();
    for (folder, neighbours) in folders(uses) {
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            neighbours.keys().map(|module| (*module, reached(module, &neighbours))).collect();
        for module in neighbours.keys().filter(|module| reach[*module].contains(*module)) {
            let round =
                |other: &&str| reach[module].contains(other) && reach.get(other).is_some_and(|to| to.contains(module));
            let members: Vec<&str> = neighbours.keys().copied().filter(round).collect();
            let between =
                members.iter().flat_map(|one| neighbours[one].iter().map(move |(other, place)| (one, other, place)));
            let ways = between
                .filter(|(_, other, _)| members.contains(other))
                .map(|(one, other, place)| format!("  {one} uses {other}: {place}"))
                .collect();
            found.insert((folder.join("/"), members.into_iter().map(str::to_owned).collect()), ways);
        }
    }
    found
}

#[test]
fn no_modules_use_one_another_in_a_circle() {
    let found = circles(&uses(&sources()));
    let found: Vec<String> = found
        .iter()
        .map(|((folder, members), ways)| format!("{folder}: {}\n{}", members.join(", "), ways.join("\n")))
        .collect();
    assert!(found.is_empty(), "A circle:\n{}", found.join("\n"));
}

/// Sources of made-up files.
fn made_up(files: &[(&str, &str)]) -> Vec<Source> {
    let source = |(path, text): &(&str, &str)| Source {
        path: format!("src/{path}"),
        lines: text.lines().map(str::to_owned).collect(),
    };
    files.iter().map(source).collect()
}

fn found(files: &[(&str, &str)]) -> Vec<Circle> {
    circles(&uses(&made_up(files))).into_keys().collect()
}

fn circle(folder: &str, members: &[&str]) -> Circle {
    (folder.to_owned(), members.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn a_circle_is_found_however_its_paths_are_written() {
    let between = [
        ("use crate::room::b::Thing;", "use super::c::{self, Other};", "fn f() { crate::room::a::g() }"),
        ("use crate::{\n    room::{b as other},\n};", "fn f() -> super::c::Other {}", "fn f() { use super::a; }"),
        (
            "use super::super::room::b::*;",
            "use super::{d, c::{Other as Name}};",
            "use super::super::room; fn f() { room::a::g() }",
        ),
    ];
    for (a, b, c) in between {
        let files = [
            ("lib.rs", ""),
            ("room/mod.rs", "mod a;"),
            ("room/a.rs", a),
            ("room/b.rs", b),
            ("room/c.rs", c),
            ("room/d.rs", ""),
        ];
        assert_eq!(found(&files), [circle("room", &["a", "b", "c"])], "{a} {b} {c}");
    }
}

#[test]
fn a_circle_is_found_through_a_re_export_and_between_cousins() {
    let re_exported =
        [("room.rs", "pub use b::Thing;"), ("room/a.rs", "use super::Thing;"), ("room/b.rs", "use crate::room::a;")];
    assert_eq!(found(&re_exported), [circle("room", &["a", "b"])]);
    let cousins = [
        ("a/mod.rs", "use self::deep::Deep;"),
        ("a/deep.rs", "use crate::b::Item;"),
        ("b/mod.rs", "pub struct Item;\nuse under::Other;"),
        ("b/under.rs", "use crate::a;"),
    ];
    assert_eq!(found(&cousins), [circle("", &["a", "b"])]);
}

#[test]
fn a_parent_with_its_children_is_no_circle() {
    let files = [
        ("room/mod.rs", "mod a;\nmod b;\npub struct Item;\nuse a::Part;\nuse std::fmt::{self, Debug};"),
        ("room/a.rs", "use super::Item;\nuse crate::room::b::Other;\nuse std::fmt;"),
        ("room/b.rs", "use super::{Item, Debug};\nfn f() -> impl Sized + use<'a> { Vec::new() }"),
    ];
    assert_eq!(found(&files), []);
    let program = [
        ("bin/one/main.rs", "mod a;"),
        ("bin/one/a.rs", "use crate::b;"),
        ("bin/one/b.rs", "use latent_lab::a;"),
        ("a.rs", ""),
    ];
    assert_eq!(found(&program), []);
}
