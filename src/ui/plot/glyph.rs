//! The shapes of points: with ten colours they tell seventy classes apart, and some of them apart without colour. No browser.

/// Classes of one shape: those that have a colour each.
pub const COLOURS: usize = 10;

/// A point's shape. All cover about the same area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Disc,
    Square,
    Triangle,
    Diamond,
    Plus,
    Down,
    Cross,
}

const ALL: [Glyph; 7] =
    [Glyph::Disc, Glyph::Square, Glyph::Triangle, Glyph::Diamond, Glyph::Plus, Glyph::Down, Glyph::Cross];

/// No shape extends further than this many radii from its middle to a side.
pub const REACH: f32 = 1.56;

impl Glyph {
    /// How many shapes there are; their places are 0 to this.
    pub const COUNT: usize = ALL.len();

    /// Ten classes have the same shape. What is no class is a disc.
    pub fn of_class(class: u8) -> Self {
        ALL.get(usize::from(class) / COLOURS).copied().unwrap_or(Self::Disc)
    }

    /// Its place among the shapes.
    pub fn place(self) -> usize {
        self as usize
    }

    /// The shape at a place.
    pub fn at(place: usize) -> Self {
        ALL.get(place).copied().unwrap_or(Self::Disc)
    }

    /// Its corners in radii of the disc, y downwards; a disc has none.
    pub fn corners(self) -> &'static [(f32, f32)] {
        match self {
            Self::Disc => &[],
            Self::Square => &[(-0.886, -0.886), (0.886, -0.886), (0.886, 0.886), (-0.886, 0.886)],
            Self::Triangle => &[(0.0, -1.555), (1.347, 0.778), (-1.347, 0.778)],
            Self::Diamond => &[(0.0, -1.253), (1.253, 0.0), (0.0, 1.253), (-1.253, 0.0)],
            Self::Plus => &[
                (-0.38, -1.25),
                (0.38, -1.25),
                (0.38, -0.38),
                (1.25, -0.38),
                (1.25, 0.38),
                (0.38, 0.38),
                (0.38, 1.25),
                (-0.38, 1.25),
                (-0.38, 0.38),
                (-1.25, 0.38),
                (-1.25, -0.38),
                (-0.38, -0.38),
            ],
            Self::Down => &[(0.0, 1.555), (-1.347, -0.778), (1.347, -0.778)],
            Self::Cross => &[
                (0.0, -0.537),
                (0.615, -1.153),
                (1.153, -0.615),
                (0.537, 0.0),
                (1.153, 0.615),
                (0.615, 1.153),
                (0.0, 0.537),
                (-0.615, 1.153),
                (-1.153, 0.615),
                (-0.537, 0.0),
                (-1.153, -0.615),
                (-0.615, -1.153),
            ],
        }
    }

    /// How far a place, in radii, lies inside the shape's edge; negative outside.
    pub fn depth(self, x: f32, y: f32) -> f32 {
        let corners = self.corners();
        let Some(mut before) = corners.last().copied() else { return 1.0 - x.hypot(y) };
        let (mut nearest, mut inside) = (f32::MAX, false);
        for &corner in corners {
            let (along, to) = ((corner.0 - before.0, corner.1 - before.1), (x - before.0, y - before.1));
            let share = (to.0 * along.0 + to.1 * along.1) / (along.0 * along.0 + along.1 * along.1);
            let share = share.clamp(0.0, 1.0);
            nearest = nearest.min((to.0 - share * along.0).hypot(to.1 - share * along.1));
            if (before.1 > y) != (corner.1 > y) && to.0 < along.0 * to.1 / along.1 {
                inside = !inside;
            }
            before = corner;
        }
        if inside { nearest } else { -nearest }
    }

    /// As CSS cuts it out of a square that extends [`REACH`] radii to each side; `None` for a disc.
    pub fn clip_path(self) -> Option<String> {
        let share = |at: f32| 50.0 + 50.0 * at / REACH;
        let corners: Vec<String> =
            self.corners().iter().map(|(x, y)| format!("{:.1}% {:.1}%", share(*x), share(*y))).collect();
        (!corners.is_empty()).then(|| format!("polygon({})", corners.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_classes_have_seven_shapes_of_ten_colours() {
        let of: Vec<Glyph> = (0..70).map(Glyph::of_class).collect();
        for (place, ten) in of.chunks(COLOURS).enumerate() {
            assert!(ten.iter().all(|glyph| glyph.place() == place && Glyph::at(place) == *glyph));
        }
        assert_eq!(of.len(), Glyph::COUNT * COLOURS);
        assert_eq!((Glyph::of_class(70), Glyph::of_class(255)), (Glyph::Disc, Glyph::Disc));
    }

    #[test]
    fn all_shapes_cover_about_the_area_of_the_disc_and_keep_within_reach() {
        for glyph in ALL {
            let side = |i: i32| i as f32 * 0.02;
            let all = || (-100..100).flat_map(|i| (-100..100).map(move |j| (side(i), side(j))));
            let covered = all().filter(|(x, y)| glyph.depth(*x, *y) > 0.0).count() as f32 * 0.02 * 0.02;
            assert!((covered - std::f32::consts::PI).abs() < 0.12, "{glyph:?} covers {covered}");
            assert!(all().filter(|(x, y)| x.abs().max(y.abs()) > REACH).all(|(x, y)| glyph.depth(x, y) < 0.0));
        }
    }

    #[test]
    fn no_two_shapes_are_alike() {
        let picture = |glyph: Glyph| -> Vec<bool> {
            (0..400).map(|i| glyph.depth((i % 20) as f32 * 0.15 - 1.45, (i / 20) as f32 * 0.15 - 1.45) > 0.0).collect()
        };
        for one in ALL {
            for other in ALL.into_iter().filter(|other| *other != one) {
                let differ = picture(one).iter().zip(picture(other)).filter(|(a, b)| **a != *b).count();
                assert!(differ > 15, "{one:?} and {other:?} differ in {differ} of 400 places");
            }
        }
    }

    #[test]
    fn a_style_sheet_cuts_out_every_shape_but_the_disc() {
        assert_eq!(Glyph::Disc.clip_path(), None);
        let diamond = Glyph::Diamond.clip_path().unwrap();
        assert_eq!(diamond, "polygon(50.0% 9.8%, 90.2% 50.0%, 50.0% 90.2%, 9.8% 50.0%)");
    }
}
