//! How often a run reports and draws, so that pictures stay a small part of its time.

/// Least time between two progress reports, ms.
const REPORT_EVERY: f64 = 100.0;
/// Least time between two pictures, ms.
const PICTURE_EVERY: f64 = 160.0;
/// A picture may take this part of the time since the last one.
const PICTURE_SHARE: f64 = 0.15;
/// Weight of the newest reading in the speed shown.
const SPEED_SMOOTHING: f64 = 0.3;

/// The clock of one run. Times are in ms, on any clock that does not run backwards.
#[derive(Default)]
pub struct Pace {
    reported: f64,
    pictured: f64,
    picture_cost: f64,
    images_since_report: u32,
    speed: f64,
}

impl Pace {
    /// The run begins, or begins again after a pause.
    pub fn start(&mut self, now: f64) {
        self.reported = now;
        self.images_since_report = 0;
    }

    pub fn batch_done(&mut self, images: u32) {
        self.images_since_report += images;
    }

    pub fn report_is_due(&self, now: f64) -> bool {
        now - self.reported >= REPORT_EVERY
    }

    /// Closes the interval since the last report and returns the images per second, smoothed over reports.
    pub fn close_interval(&mut self, now: f64) -> f32 {
        let elapsed = now - self.reported;
        if self.images_since_report > 0 && elapsed > 0.0 {
            let speed = f64::from(self.images_since_report) / elapsed * 1000.0;
            let newest = if self.speed == 0.0 { 1.0 } else { SPEED_SMOOTHING };
            self.speed += newest * (speed - self.speed);
        }
        self.reported = now;
        self.images_since_report = 0;
        self.speed as f32
    }

    pub fn picture_is_due(&self, now: f64) -> bool {
        now - self.pictured >= PICTURE_EVERY.max(self.picture_cost / PICTURE_SHARE)
    }

    pub fn picture_done(&mut self, began: f64, ended: f64) {
        self.picture_cost = ended - began;
        self.pictured = ended;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_is_images_over_elapsed_time() {
        let mut pace = Pace::default();
        pace.start(1000.0);
        pace.batch_done(128);
        pace.batch_done(128);
        assert!(pace.report_is_due(1100.0));
        assert!((pace.close_interval(1200.0) - 1280.0).abs() < 1e-3);
    }

    #[test]
    fn costly_pictures_come_less_often() {
        let mut pace = Pace::default();
        pace.picture_done(0.0, 90.0);
        assert!(!pace.picture_is_due(90.0 + 500.0));
        assert!(pace.picture_is_due(90.0 + 601.0));
    }
}
