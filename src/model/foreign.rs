//! What a file is that was taken for weights and is none, as far as its first bytes tell, and how to make weights of it.

use crate::data::web_page::is_web_page;

/// The rest of a sentence that begins "this is not a safetensors file".
pub(super) fn hint(bytes: &[u8]) -> &'static str {
    const ZIP: &[u8] = b"PK\x03\x04";
    const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";
    let begins = |start: &[u8]| bytes.starts_with(start);
    // PyTorch's ZIP holds a data.pkl, first of all; that of Keras a metadata.json.
    let first = bytes.get(30..94).unwrap_or_default();
    let holds = |name: &[u8]| first.windows(name.len()).any(|part| part == name);
    // A header's length also may begin so, but its last bytes are 0.
    let pickle = begins(b"\x80") && bytes.get(4..8).is_some_and(|length| length != [0; 4]);
    if pickle || begins(ZIP) && holds(b"data.pkl") {
        concat!(": it is PyTorch's own. One line of Python converts it: ", include_str!("convert.txt"))
    } else if begins(HDF5) || begins(ZIP) && holds(b"metadata.json") {
        ": it is a file of Keras. docs/bring-a-network.md has the lines that write its weights as safetensors"
    } else if begins(ZIP) {
        ": it is a ZIP archive"
    } else if is_web_page(bytes) {
        ": it is a web page"
    } else if bytes.is_empty() {
        ": it is empty"
    } else {
        ""
    }
}
