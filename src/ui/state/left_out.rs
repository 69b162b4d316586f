//! What a link leaves out of the page: names of its parts, in the address's piece `hide`. Pure text.

use crate::settings::{Piece, pieces};

const KEY: &str = "hide";

pub fn is_own(piece: &Piece) -> bool {
    piece.key == KEY
}

/// The names in a query, each once, in its order.
pub fn names(query: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(query).filter(is_own) {
        for name in piece.text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !names.iter().any(|other| other == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The query with these names in place of those that it has. Names are of letters, digits and hyphens.
pub fn write(query: &str, names: &[String]) -> String {
    let others = pieces(query).filter(|piece| !is_own(piece)).map(|piece| piece.raw);
    let own = (!names.is_empty()).then(|| format!("{KEY}={}", names.join(",")));
    others.chain(own).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_were_written() {
        let query = write("?beta=4&hide=som&galaxies-latent=8", &["beta".into(), "curves".into()]);
        assert_eq!(query, "beta=4&galaxies-latent=8&hide=beta,curves");
        assert_eq!(names(&query), ["beta", "curves"]);
        assert_eq!(write(&query, &[]), "beta=4&galaxies-latent=8");
        assert_eq!(names("hide=a,,a%2Cb&hide=%20c"), ["a", "b", "c"]);
        assert_eq!(names("hidden=512,256"), Vec::<String>::new());
    }
}
