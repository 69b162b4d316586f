//! A chapter's form as a part of the page's address: which fields it has, what each accepts, and what it is at first.
//!
//! A key in the address is the chapter's name, a hyphen and the field's name, which is also the field's id on the page. The
//! two programs of the page share one address, and each leaves the other's keys as they are. Pure text.

use super::escape::{decode, encode, shorten};
use super::fields::{self, Field, FieldError};
use super::{galaxies, map};

/// All parts of the address that chapters keep for themselves.
const ALL: [&Part; 2] = [&map::PART, &galaxies::PART];

/// What a field accepts.
#[derive(Clone, Copy)]
pub enum Accepts {
    Number(Field),
    /// Widths of hidden layers.
    Widths,
    /// One of these; a box that can be ticked has 0 and 1.
    OneOf(&'static [&'static str]),
}

/// A field of the form: its name, what it says as the page opens, what it accepts.
pub type Entry = (&'static str, &'static str, Accepts);

/// A chapter's part of the address.
pub struct Part {
    pub chapter: &'static str,
    pub entries: &'static [Entry],
}

/// Whether some chapter keeps this key for itself.
pub fn is_kept(key: &str) -> bool {
    ALL.iter().any(|part| part.name(key).is_some())
}

/// The pieces of a query whose keys pass, as they stand.
pub fn pieces(query: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let key = |piece: &str| decode(piece.split_once('=').map_or(piece, |(key, _)| key));
    let pieces = query.trim_start_matches('?').split('&').filter(|piece| !piece.is_empty());
    pieces.filter(|piece| keep(&key(piece))).map(str::to_owned).collect()
}

impl Part {
    /// The field's name in a key of this part.
    fn name<'a>(&self, key: &'a str) -> Option<&'a str> {
        key.strip_prefix(self.chapter)?.strip_prefix('-')
    }

    /// Names and texts of the fields that a query sets, and a note for what was not taken as it stands.
    pub fn read(&self, query: &str) -> (Vec<(&'static str, String)>, Vec<String>) {
        let (mut set, mut notes) = (Vec::new(), Vec::new());
        for piece in pieces(query, |key| self.name(key).is_some()) {
            let (key, text) = piece.split_once('=').unwrap_or((&piece, ""));
            let (key, text) = (decode(key), decode(text));
            let entry = self.name(&key).and_then(|name| self.entries.iter().find(|entry| entry.0 == name));
            let Some((name, _, accepts)) = entry else {
                notes.push(format!("The link's “{}” is not known here.", shorten(&key)));
                continue;
            };
            let refused = match accepts {
                Accepts::Number(field) => field.read(&text).err(),
                Accepts::Widths => fields::widths(&text).err(),
                Accepts::OneOf(all) if all.contains(&text.as_str()) => None,
                Accepts::OneOf(_) => {
                    notes.push(format!("The link's {} “{}” is not known here.", shorten(&key), shorten(&text)));
                    continue;
                }
            };
            match refused {
                None => set.push((*name, text)),
                Some(error) => {
                    if let FieldError::Range { nearest, .. } = error {
                        set.push((*name, nearest.to_string()));
                    }
                    notes.push(format!("In the link: {error}"));
                }
            }
        }
        (set, notes)
    }

    /// The query with this part of it as the fields say, and all else as it was. A field that is as it was when the page opened,
    /// or that says what a link cannot, is left out.
    pub fn write(&self, query: &str, text: impl Fn(&str) -> String) -> String {
        let mut all = pieces(query, |key| self.name(key).is_none());
        for (name, usual, accepts) in self.entries {
            let text = text(name);
            let understood = match accepts {
                Accepts::Number(field) => field.read(&text).is_ok(),
                Accepts::Widths => fields::widths(&text).is_ok(),
                Accepts::OneOf(all) => all.contains(&text.as_str()),
            };
            if understood && text != *usual {
                all.push(format!("{}-{name}={}", self.chapter, encode(&text)));
            }
        }
        all.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PageState, query};
    use super::*;

    fn usual(name: &str) -> String {
        let all = galaxies::PART.entries.iter();
        all.clone().find(|entry| entry.0 == name).map(|entry| entry.1.to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_a_form_says_survives_the_round_trip_and_the_usual_is_not_written() {
        assert_eq!(galaxies::PART.write("", usual), "");
        let special = |name: &str| match name {
            "set" => "simulated".to_owned(),
            "hidden" => "128, 64".to_owned(),
            "augment" => "0".to_owned(),
            name => usual(name),
        };
        let written = galaxies::PART.write("?beta=4", special);
        assert_eq!(written, "beta=4&galaxies-set=simulated&galaxies-hidden=128,%2064&galaxies-augment=0");
        let (set, notes) = galaxies::PART.read(&written);
        let expected = [("set", "simulated"), ("hidden", "128, 64"), ("augment", "0")];
        assert_eq!(set, expected.map(|(name, text)| (name, text.to_owned())));
        assert!(notes.is_empty());
        let mut changed = galaxies::PART.write(&written, usual);
        assert_eq!(changed, "beta=4", "what is usual again is taken away");
        changed = map::PART.write(&written, |name| if name == "pca" { "1".into() } else { "0".into() });
        assert!(changed.starts_with(&written) && changed.contains("&som-pca=1"), "{changed}");
    }

    #[test]
    fn the_two_programs_leave_each_other_alone() {
        let link = "beta=4&galaxies-latent=8&som-seed=3";
        let (state, notes) = query::parse(link);
        assert_eq!((state.run.beta, notes.len()), (4.0, 0));
        assert_eq!(query::write_beside(&state, link), link);
        assert_eq!(query::write_beside(&PageState::default(), link), "galaxies-latent=8&som-seed=3");
        assert!(is_kept("galaxies-latent") && !is_kept("latent-colour") && !is_kept("galaxies"));
    }

    #[test]
    fn what_cannot_be_used_is_left_out_with_a_note() {
        let link = "galaxies-latent=400&galaxies-set=own&galaxies-nonsense=1&galaxies-hidden=x&galaxies-beta=NaN&som-size=1x1&galaxies-seed=%00";
        let (set, notes) = galaxies::PART.read(link);
        assert_eq!(set, [("latent", "16".to_owned())], "a number beyond its limits becomes the limit");
        assert_eq!(notes.len(), 6);
        assert!(notes.iter().all(|note| note.ends_with('.')));
        assert_eq!(map::PART.read(link).1.len(), 1);
    }
}
