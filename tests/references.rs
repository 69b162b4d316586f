//! Links within the page lead somewhere, and every source in the list is cited where it was used.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;

fn page() -> String {
    fs::read_to_string(format!("{}/index.html", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The values of an attribute, up to the closing quote.
fn values<'a>(page: &'a str, attribute: &'a str) -> BTreeSet<&'a str> {
    page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn links_within_the_page_lead_to_an_element() {
    let page = page();
    let (ids, links) = (values(&page, " id=\""), values(&page, "href=\"#"));
    let lost: Vec<_> = links.difference(&ids).collect();
    assert!(links.len() > 10 && lost.is_empty(), "{lost:?}");
}

#[test]
fn every_source_is_cited() {
    let page = page();
    let (ids, links) = (values(&page, " id=\""), values(&page, "href=\"#"));
    let uncited: Vec<_> = ids.iter().filter(|id| id.starts_with("ref-") && !links.contains(*id)).collect();
    assert!(uncited.is_empty(), "{uncited:?}");
}
