//! A table of settings, and its part of the page's address.
//!
//! Only what differs from the default is written, so a link says what is special about it. What cannot be understood is
//! left out with a note for the person; a number beyond its limits becomes the limit.

use super::link::{Piece, encode, pieces};
use super::{Refusal, Setting, SettingError, When};

/// A table of the settings of values `S`.
pub struct Form<S: 'static> {
    /// What its keys in the address begin with: its chapter's name and a hyphen, or nothing for the page's own state.
    pub prefix: &'static str,
    pub rows: &'static [Setting<S>],
}

impl<S: Clone + Default> Form<S> {
    /// The setting with this key.
    pub fn row(&self, key: &str) -> Option<&'static Setting<S>> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// Takes what a piece of the address says into `values`: the row that it sets, and a note if it was not taken as it stands.
    /// `None` where no row has its key.
    pub fn take(&self, values: &mut S, piece: &Piece) -> Option<(&'static Setting<S>, Option<String>)> {
        let row = self.row(piece.key.strip_prefix(self.prefix)?)?;
        let note = match row.take(values, &piece.text) {
            Ok(()) => None,
            Err(Refusal::Choice) => Some(piece.unknown_text()),
            Err(Refusal::Value(error)) => {
                let mut note = format!("In the link: {error}");
                if let SettingError::Range { nearest, .. } = error {
                    // The limit is within the limits, so it is taken.
                    let _ = row.take(values, &nearest.to_string());
                    note += &format!(" It is {nearest} here.");
                }
                Some(note)
            }
        };
        Some((row, note))
    }

    /// What the query says of this form, the keys that it sets, and a note for each piece that was not taken as it stands.
    pub fn read(&self, query: &str) -> (S, Vec<&'static str>, Vec<String>) {
        let (mut values, mut keys, mut notes) = (S::default(), Vec::new(), Vec::new());
        for piece in pieces(query).filter(|piece| piece.key.starts_with(self.prefix)) {
            match self.take(&mut values, &piece) {
                Some((row, note)) => {
                    keys.push(row.key);
                    notes.extend(note);
                }
                None => notes.push(piece.unknown_key()),
            }
        }
        (values, keys, notes)
    }

    /// The query with what it says of this form as `values` are, and all else as it was.
    pub fn write(&self, query: &str, values: &S) -> String {
        let others = pieces(query).filter(|piece| !piece.key.starts_with(self.prefix)).map(|piece| piece.raw);
        others.chain(self.special(values)).collect::<Vec<_>>().join("&")
    }

    /// What differs from the default, each as a piece of an address.
    pub fn special(&self, values: &S) -> Vec<String> {
        let usual = S::default();
        let special = self.changed(&usual, values);
        special.map(|row| format!("{}{}={}", self.prefix, row.key, encode(&row.text(values)))).collect()
    }

    /// The settings that differ between the two.
    pub fn changed<'a>(&self, before: &'a S, now: &'a S) -> impl Iterator<Item = &'static Setting<S>> + use<'a, S> {
        self.rows.iter().filter(|row| row.text(before) != row.text(now))
    }

    /// Whether they differ in a setting that takes effect then.
    pub fn differs(&self, when: When, before: &S, now: &S) -> bool {
        self.changed(before, now).any(|row| row.when == when)
    }
}
