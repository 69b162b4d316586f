//! Held-out reconstruction error against the width of the bottleneck, as `pretrain` measured it.
//!
//! The table is part of the program, so that the curve is there before anything is pressed. Knows neither who trained nor
//! who draws.

/// Width of the hidden layer on either side of the bottleneck.
pub const HIDDEN: usize = 256;
/// Training images of every run, the first of the page's own.
pub const IMAGES: usize = 5000;
/// Passes over them.
pub const EPOCHS: u32 = 20;
/// The widest bottleneck.
pub const WIDEST: usize = 32;
/// The bottlenecks for which `pretrain` trains an autoencoder; PCA is measured for all up to the widest.
pub const TRAINED: [usize; 10] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

/// The first line of the table.
pub const HEADER: &str = "q,pca_squared_error,autoencoder_squared_error,autoencoder_cross_entropy";

/// What `pretrain bottleneck` wrote.
const SHIPPED: &str = include_str!("../../pretrained/bottleneck.csv");

/// Errors on held-out images, means over images. Squared errors are summed over the pixels of an image in \[0, 1\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Numbers in the code.
    pub q: u32,
    /// Of the projection on the first q principal components.
    pub pca: f64,
    /// Of the autoencoder, where one was trained.
    pub autoencoder: Option<Trained>,
}

/// Errors of a trained autoencoder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trained {
    pub squared: f64,
    /// −log p(x|z) in nats, summed over pixels.
    pub cross_entropy: f64,
}

/// Why a table cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("the table does not begin with its header")]
    Header,
    #[error("line {0} of the table is not a whole number and one or three numbers")]
    Line(usize),
}

/// The shipped table.
///
/// # Errors
///
/// As [`parse`].
pub fn shipped() -> Result<Vec<Row>, TableError> {
    parse(SHIPPED)
}

/// The rows of a table of comma-separated values.
///
/// # Errors
///
/// If the header is missing, or a line holds anything but a whole number and one or three numbers.
pub fn parse(text: &str) -> Result<Vec<Row>, TableError> {
    let mut lines = text.lines().enumerate();
    if lines.next().is_none_or(|(_, line)| line != HEADER) {
        return Err(TableError::Header);
    }
    lines.map(|(index, line)| row(line).ok_or(TableError::Line(index + 1))).collect()
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.split(',').collect();
    let number = |cell: &str| cell.parse::<f64>().ok().filter(|value| value.is_finite());
    let &[q, pca, squared, cross_entropy] = cells.as_slice() else { return None };
    let autoencoder = match (squared, cross_entropy) {
        ("", "") => None,
        _ => Some(Trained { squared: number(squared)?, cross_entropy: number(cross_entropy)? }),
    };
    Some(Row { q: q.parse().ok()?, pca: number(pca)?, autoencoder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_has_every_width_once_and_its_errors_make_sense() {
        let rows = shipped().unwrap();
        let widths: Vec<u32> = rows.iter().map(|row| row.q).collect();
        assert_eq!(widths, (1..=WIDEST as u32).collect::<Vec<_>>());
        // On the images that it was fitted to, PCA can only gain by a component; on others it nearly always does.
        assert!(rows.windows(2).all(|pair| pair[1].pca < pair[0].pca + 0.01));
        let trained: Vec<(u32, f64, Trained)> =
            rows.iter().filter_map(|row| Some((row.q, row.pca, row.autoencoder?))).collect();
        assert_eq!(trained.iter().map(|(q, ..)| *q as usize).collect::<Vec<_>>(), TRAINED);
        // One number is too few for either; from two on the autoencoder is ahead.
        assert!(trained[1..].iter().all(|(_, pca, own)| *pca > 1.1 * own.squared), "{trained:?}");
        assert!(trained.windows(2).all(|pair| pair[1].2.squared < pair[0].2.squared));
        assert!(trained.iter().all(|(.., own)| own.cross_entropy > own.squared));
        assert!(trained[9].2.squared < 0.4 * trained[0].2.squared);
    }

    #[test]
    fn a_table_of_another_kind_is_refused() {
        assert_eq!(parse(""), Err(TableError::Header));
        assert_eq!(parse(&format!("{HEADER}\n1,2,3")), Err(TableError::Line(2)));
        assert_eq!(parse(&format!("{HEADER}\n1,2,3,4\n2,NaN,3,4")), Err(TableError::Line(3)));
        assert_eq!(parse(&format!("{HEADER}\n1,2,3,4,5")), Err(TableError::Line(2)));
        let row = Row { q: 7, pca: 2.5, autoencoder: Some(Trained { squared: 1.0, cross_entropy: 90.0 }) };
        let untrained = Row { q: 8, pca: 2.0, autoencoder: None };
        assert_eq!(parse(&format!("{HEADER}\n7,2.5,1,90\n8,2,,\n")), Ok(vec![row, untrained]));
    }
}
