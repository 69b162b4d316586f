//! Which source each pixel above the threshold belongs to: runs of pixels, looked up by row.

/// Pixels side by side in one row, of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    pub y: u32,
    pub x: u32,
    pub length: u32,
    pub source: u32,
}

/// Segments in the order of rows and columns.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    segments: Vec<Segment>,
    /// Where each row begins, and the last one ends.
    rows: Vec<u32>,
}

impl Segments {
    pub fn new(segments: &[Segment], height: usize) -> Self {
        let mut rows = vec![0; height + 1];
        for segment in segments {
            rows[segment.y as usize + 1] += 1;
        }
        for row in 0..height {
            rows[row + 1] += rows[row];
        }
        let mut next = rows.clone();
        let mut sorted = segments.to_vec();
        for segment in segments {
            let place = &mut next[segment.y as usize];
            sorted[*place as usize] = *segment;
            *place += 1;
        }
        for ends in rows.windows(2) {
            sorted[ends[0] as usize..ends[1] as usize].sort_unstable_by_key(|segment| segment.x);
        }
        Self { segments: sorted, rows }
    }

    /// Rows of the field; 0 of none.
    pub fn height(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// The segments of row `y` that reach into the columns from `left` to before `right`.
    pub fn within(&self, y: usize, left: usize, right: usize) -> impl Iterator<Item = &Segment> {
        let row = &self.segments[self.rows[y] as usize..self.rows[y + 1] as usize];
        let first = row.partition_point(|segment| (segment.x + segment.length) as usize <= left);
        row[first..].iter().take_while(move |segment| (segment.x as usize) < right)
    }
}
