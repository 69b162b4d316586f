//! How much is done in one unit of work, and how fast it goes.

/// A unit should take between these times, ms: short enough to answer a command at once, long enough to be worth its tick.
const SHORTEST: f64 = 4.0;
const LONGEST: f64 = 9.0;
const MOST: u64 = 1 << 12;
/// Weight of the newest reading in the speed.
const SMOOTHING: f64 = 0.2;
/// Least time between two readings of the speed, ms.
const READ_EVERY: f64 = 100.0;

/// The number of galaxies in one unit, found by trying.
pub struct Effort(u64);

impl Default for Effort {
    fn default() -> Self {
        Self(16)
    }
}

impl Effort {
    pub fn count(&self) -> u64 {
        self.0
    }

    /// The duration of the last unit, ms.
    pub fn took(&mut self, elapsed: f64) {
        if elapsed > LONGEST {
            self.0 = (self.0 / 2).max(1);
        } else if elapsed < SHORTEST {
            self.0 = (self.0 * 2).min(MOST);
        }
    }
}

/// Steps per ms, smoothed.
pub struct Speed {
    since: f64,
    from: u64,
    speed: f64,
}

impl Speed {
    pub fn start(now: f64) -> Self {
        Self { since: now, from: 0, speed: 0.0 }
    }

    /// Nothing was done till now.
    pub fn go_on(&mut self, now: f64) {
        self.since = now;
    }

    /// So many steps are done at this time, ms.
    pub fn done(&mut self, steps: u64, now: f64) {
        let elapsed = now - self.since;
        if elapsed < READ_EVERY {
            return;
        }
        let speed = (steps - self.from) as f64 / elapsed;
        let newest = if self.speed == 0.0 { 1.0 } else { SMOOTHING };
        self.speed += newest * (speed - self.speed);
        (self.since, self.from) = (now, steps);
    }

    /// Seconds for this many more steps; 0 while that is not known.
    pub fn seconds_for(&self, steps: u64) -> f32 {
        if self.speed > 0.0 { (steps as f64 / self.speed / 1000.0) as f32 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_grow_and_shrink_to_their_time() {
        let mut effort = Effort::default();
        (0..3).for_each(|_| effort.took(1.0));
        assert_eq!(effort.count(), 128);
        effort.took(20.0);
        effort.took(6.0);
        assert_eq!(effort.count(), 64);
        (0..20).for_each(|_| effort.took(100.0));
        assert_eq!(effort.count(), 1);
        (0..40).for_each(|_| effort.took(0.0));
        assert_eq!(effort.count(), MOST);
    }

    #[test]
    fn time_left_follows_the_speed() {
        let mut speed = Speed::start(1000.0);
        assert_eq!(speed.seconds_for(10), 0.0);
        speed.done(50, 1050.0);
        assert_eq!(speed.seconds_for(10), 0.0);
        speed.done(400, 1200.0);
        assert!((speed.seconds_for(1000) - 0.5).abs() < 1e-6);
    }
}
