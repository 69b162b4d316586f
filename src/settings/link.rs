//! The pieces of a page's address: `key=text`, percent-encoded, and how they are quoted in a note.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a piece's text cannot hold as it stands.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',');

/// Part of a query.
#[derive(Clone, Debug)]
pub struct Piece {
    pub key: String,
    pub text: String,
    /// As it stands in the address.
    pub raw: String,
}

impl Piece {
    /// Said of a key that no form has.
    pub fn unknown_key(&self) -> String {
        format!("The link's “{}” is not known here.", shorten(&self.key))
    }

    /// Said of a text that is none of the choices.
    pub fn unknown_text(&self) -> String {
        format!("The link's {} “{}” is not known here.", shorten(&self.key), shorten(&self.text))
    }
}

/// The pieces of a query, with or without its `?`.
pub fn pieces(query: &str) -> impl Iterator<Item = Piece> {
    query.trim_start_matches('?').split('&').filter(|piece| !piece.is_empty()).map(|raw| {
        let (key, text) = raw.split_once('=').unwrap_or((raw, ""));
        Piece { key: decode(key), text: decode(text), raw: raw.to_owned() }
    })
}

pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// Undoes percent-encoding and `+` for a space; what is not UTF-8 becomes replacement characters.
fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The start of a text from outside, to be quoted in a note.
fn shorten(text: &str) -> String {
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(24).collect();
    if characters.next().is_some() { start + "…" } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_and_plus_are_decoded() {
        assert_eq!(decode("a%20b+c%C3%A9%"), "a b cé%");
        assert_eq!(decode("%zz%+4%2"), "%zz% 4%2");
        assert_eq!(encode("a b&é"), "a%20b%26%C3%A9");
    }
}
