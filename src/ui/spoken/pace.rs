//! When a line's words are said: once the ones before can have been heard, and of each line only the newest. No browser.

/// The least time between two sentences, ms.
const APART: f64 = 2_000.0;
/// The least time until a line that counts by itself is said again, if only its numbers are others, ms.
const COUNTING: f64 = 20_000.0;

/// A line of the page, and what of it was said last.
#[derive(Debug, Default)]
struct Line {
    name: String,
    counts: bool,
    said: String,
    /// ms
    said_at: f64,
    waiting: Option<String>,
}

impl Line {
    /// When what waits can be said, if nothing else is.
    fn due(&self) -> Option<f64> {
        let words = self.waiting.as_ref()?;
        let counted = self.counts && without_numbers(words) == without_numbers(&self.said);
        Some(if counted { self.said_at + COUNTING } else { f64::NEG_INFINITY })
    }
}

#[derive(Debug, Default)]
pub struct Pace {
    lines: Vec<Line>,
    said_at: Option<f64>,
}

impl Pace {
    /// Takes up a line with what it says now, which is not said aloud. One that `counts` tells of progress by itself.
    pub fn add(&mut self, name: &str, counts: bool, words: &str) {
        self.lines.push(Line { name: name.to_owned(), counts, said: words.to_owned(), ..Line::default() });
    }

    /// What line number `index`, in the order they were added, says now; empty if it is not shown.
    pub fn hear(&mut self, index: usize, words: &str) {
        let Some(line) = self.lines.get_mut(index) else { return };
        line.waiting = (!words.is_empty() && words != line.said).then(|| words.to_owned());
        if words.is_empty() {
            // If it comes back, it is news.
            line.said.clear();
        }
    }

    /// What is to be said at `now` (ms).
    pub fn next(&mut self, now: f64) -> Option<String> {
        if self.said_at.is_some_and(|at| now < at + APART) {
            return None;
        }
        let line = self.lines.iter_mut().find(|line| line.due().is_some_and(|due| due <= now))?;
        let words = line.waiting.take()?;
        line.said.clone_from(&words);
        line.said_at = now;
        self.said_at = Some(now);
        Some(if line.name.is_empty() { words } else { format!("{}: {words}", line.name) })
    }

    /// Whether something is still to be said.
    pub fn waits(&self) -> bool {
        self.lines.iter().any(|line| line.waiting.is_some())
    }
}

fn without_numbers(words: &str) -> String {
    words.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, ',' | '.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace() -> Pace {
        let mut pace = Pace::default();
        pace.add("Training lab", false, "Loading digits…");
        pace.add("", true, "");
        pace
    }

    /// All that is said when line `index` says `words(now)` every 100 ms for so long (ms), and then falls silent.
    fn told(pace: &mut Pace, index: usize, time: u32, words: impl Fn(u32) -> String) -> Vec<String> {
        let mut said = Vec::new();
        for now in (0..time + 60_000).step_by(100) {
            if now <= time {
                pace.hear(index, &words(now));
            }
            said.extend(pace.next(now.into()));
        }
        assert!(!pace.waits());
        said
    }

    #[test]
    fn what_a_line_says_at_first_is_no_news() {
        let mut pace = pace();
        pace.hear(0, "Loading digits…");
        assert_eq!((pace.next(0.0), pace.waits()), (None, false));
    }

    #[test]
    fn a_change_is_said_at_once_with_its_place() {
        let mut pace = pace();
        pace.hear(0, "Training at β = 1.");
        assert_eq!(pace.next(5.0).as_deref(), Some("Training lab: Training at β = 1."));
        assert_eq!(pace.next(5000.0), None);
    }

    #[test]
    fn of_many_changes_the_newest_is_said_and_the_last_is_never_lost() {
        let said = told(&mut pace(), 0, 10_000, |now| format!("Paused after {now} batches."));
        assert_eq!(said.len(), 6);
        assert_eq!(said.last().map(String::as_str), Some("Training lab: Paused after 10000 batches."));
    }

    #[test]
    fn a_line_that_counts_is_said_seldom_until_it_says_something_else() {
        let read = |now: u32| if now < 60_000 { format!("{now} of 60,000 read") } else { "All are read.".to_owned() };
        let said = told(&mut pace(), 1, 60_000, read);
        assert_eq!(said, ["0 of 60,000 read", "20000 of 60,000 read", "40000 of 60,000 read", "All are read."]);
    }

    #[test]
    fn a_line_that_is_hidden_and_comes_back_is_news() {
        let mut pace = pace();
        for (now, said) in [(0.0, Some("Gone.")), (5_000.0, Some("Gone."))] {
            pace.hear(1, "");
            assert_eq!(pace.next(now), None);
            pace.hear(1, "Gone.");
            assert_eq!(pace.next(now).as_deref(), said);
        }
    }

    #[test]
    fn two_lines_are_said_one_after_the_other() {
        let mut pace = pace();
        pace.hear(0, "Paused.");
        pace.hear(1, "No files.");
        assert_eq!(pace.next(0.0).as_deref(), Some("Training lab: Paused."));
        assert_eq!(pace.next(1_900.0), None);
        assert_eq!(pace.next(2_000.0).as_deref(), Some("No files."));
    }
}
