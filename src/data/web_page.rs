//! A web page that came in place of a file: a host's words for what it has not, or a network's question who one is.

/// Whether bytes are a page of HTML, by how they begin.
pub fn is_web_page(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

#[cfg(test)]
mod tests {
    use super::is_web_page;

    #[test]
    fn pages_are_known_by_their_beginning() {
        for page in ["<!DOCTYPE html>", "\n <!doctype HTML PUBLIC", "<html lang=en>", "\u{feff}<HTML>"] {
            assert!(is_web_page(page.as_bytes()), "{page}");
        }
        for other in ["", "<!doctype", "<svg/>", "<?xml version='1.0'?>", "u,g,r"] {
            assert!(!is_web_page(other.as_bytes()), "{other}");
        }
    }
}
