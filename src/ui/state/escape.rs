//! Text within a URL's query: percent-encoding, and back; and the quoting of such a text.

/// Percent-encodes what a query part cannot hold.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Undoes percent-encoding and `+` for a space; what is not UTF-8 becomes replacement characters.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let escaped = if bytes[i] == b'%' { digit(i + 1).zip(digit(i + 2)) } else { None };
        match escaped {
            Some((high, low)) => {
                out.push((16 * high + low) as u8);
                i += 3;
            }
            None => {
                out.push(if bytes[i] == b'+' { b' ' } else { bytes[i] });
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The start of a text from outside, to be quoted in a note.
pub(super) fn shorten(text: &str) -> String {
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
