//! Counts as sentences have them.

/// A count with a comma between thousands, of four digits too: 6,000.
pub fn thousands(count: u64) -> String {
    let mut text = count.to_string();
    let mut place = text.len();
    while place > 3 {
        place -= 3;
        text.insert(place, ',');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn every_third_digit_from_the_end_has_a_comma_before_it() {
        let written = [0, 7, 999, 1000, 60_000, 999_999, 9_007_199_254_740_991].map(thousands);
        assert_eq!(written, ["0", "7", "999", "1,000", "60,000", "999,999", "9,007,199,254,740,991"]);
    }
}
