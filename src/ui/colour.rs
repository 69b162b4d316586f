//! Colours: ten classes that colour-blind people can tell apart, and four continuous maps. No browser.

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// From `0xrrggbb`.
    pub const fn hex(value: u32) -> Self {
        Self((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }

    pub const fn to_hex(self) -> u32 {
        (self.0 as u32) << 16 | (self.1 as u32) << 8 | self.2 as u32
    }

    /// From `#rrggbb` or `#rgb`, as a style sheet writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            6 => Some(Self::hex(value)),
            3 => {
                let [r, g, b] = [value >> 8 & 15, value >> 4 & 15, value & 15].map(|nibble| (nibble * 17) as u8);
                Some(Self(r, g, b))
            }
            _ => None,
        }
    }

    /// As CSS writes it, with an opacity.
    pub fn css(self, alpha: f64) -> String {
        if alpha >= 1.0 {
            format!("#{:06x}", self.to_hex())
        } else {
            format!("rgba({},{},{},{alpha})", self.0, self.1, self.2)
        }
    }

    /// A share `amount` (0–1) of `other` in this colour.
    pub fn mix(self, other: Self, amount: f32) -> Self {
        let blend = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * amount).round() as u8;
        Self(blend(self.0, other.0), blend(self.1, other.1), blend(self.2, other.2))
    }
}

/// The ten classes when the style sheet names none: Tol's and Okabe and Ito's colours, apart in hue and in lightness.
pub const CLASSES: [Rgb; 10] = [
    Rgb::hex(0x0072b2),
    Rgb::hex(0xe69f00),
    Rgb::hex(0x009e73),
    Rgb::hex(0xcc3311),
    Rgb::hex(0x7b3fa0),
    Rgb::hex(0x8c564b),
    Rgb::hex(0xd55ea8),
    Rgb::hex(0x6b6f76),
    Rgb::hex(0xa5a200),
    Rgb::hex(0x4db8e8),
];

/// A perceptually uniform map for a continuous quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourMap {
    #[default]
    Viridis,
    /// Made for colour-blind readers.
    Cividis,
    Inferno,
    /// For one quantity that grows, light to dark.
    Reds,
}

impl ColourMap {
    /// The colour at `t` in 0–1; outside it, the nearer end.
    pub fn at(self, t: f32) -> Rgb {
        let anchors: &[u32] = match self {
            Self::Viridis => &VIRIDIS,
            Self::Cividis => &CIVIDIS,
            Self::Inferno => &INFERNO,
            Self::Reds => &REDS,
        };
        let last = anchors.len() - 1;
        let position = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) * last as f32 };
        let below = (position as usize).min(last - 1);
        Rgb::hex(anchors[below]).mix(Rgb::hex(anchors[below + 1]), position - below as f32)
    }
}

// Every eighth colour of matplotlib's tables (viridis and inferno: CC0; cividis: Nuñez, Anderton and Renslow 2018).
const VIRIDIS: [u32; 33] = [
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453781, 0x424086, 0x3e4989, 0x3b528b, 0x375b8d, 0x33638d,
    0x2f6b8e, 0x2c728e, 0x297a8e, 0x26828e, 0x23898e, 0x21918c, 0x1f978b, 0x1f9f88, 0x21a685, 0x27ad81, 0x31b57b,
    0x3dbc74, 0x4cc26c, 0x5cc863, 0x6ece58, 0x81d34d, 0x95d840, 0xaadc32, 0xc0df25, 0xd5e21a, 0xeae51a, 0xfde725,
];
const CIVIDIS: [u32; 33] = [
    0x00224e, 0x00285b, 0x002e6a, 0x053371, 0x1a386f, 0x273e6e, 0x32436d, 0x3b496c, 0x434e6c, 0x4b546c, 0x535a6d,
    0x5a5f6e, 0x61656f, 0x686a71, 0x6f7073, 0x767676, 0x7d7c78, 0x838179, 0x8b8778, 0x928d78, 0x9a9376, 0xa29975,
    0xaaa073, 0xb3a670, 0xbbad6d, 0xc3b369, 0xccba64, 0xd4c15f, 0xddc858, 0xe6d051, 0xefd748, 0xf8df3c, 0xfee838,
];
const INFERNO: [u32; 33] = [
    0x000004, 0x040312, 0x0b0724, 0x150b37, 0x210c4a, 0x2f0a5b, 0x3d0965, 0x4a0c6b, 0x57106e, 0x64156e, 0x71196e,
    0x7d1e6d, 0x8a226a, 0x972766, 0xa32c61, 0xb0315b, 0xbc3754, 0xc63d4d, 0xd04545, 0xda4e3c, 0xe35933, 0xeb6429,
    0xf1711f, 0xf67e14, 0xf98c0a, 0xfb9b06, 0xfcaa0f, 0xfbba1f, 0xf9c932, 0xf5d949, 0xf2e865, 0xf3f586, 0xfcffa4,
];
// ColorBrewer's Reds with nine classes (Brewer, Harrower and Pennsylvania State University, Apache 2.0).
const REDS: [u32; 9] = [0xfff5f0, 0xfee0d2, 0xfcbba1, 0xfc9272, 0xfb6a4a, 0xef3b2c, 0xcb181d, 0xa50f15, 0x67000d];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheet_colours_are_read() {
        assert_eq!(Rgb::parse(" #0072b2 "), Some(Rgb(0, 0x72, 0xb2)));
        assert_eq!(Rgb::parse("#fa0"), Some(Rgb(255, 170, 0)));
        assert_eq!(Rgb::parse("red"), None);
        assert_eq!(Rgb::parse("#12345"), None);
        assert_eq!(Rgb(1, 2, 3).css(1.0), "#010203");
    }

    #[test]
    fn maps_begin_and_end_where_they_should() {
        assert_eq!(ColourMap::Viridis.at(0.0), Rgb::hex(0x440154));
        assert_eq!(ColourMap::Viridis.at(1.0), Rgb::hex(0xfde725));
        assert_eq!(ColourMap::Inferno.at(7.0), Rgb::hex(0xfcffa4));
        assert_eq!(ColourMap::Cividis.at(f32::NAN), Rgb::hex(0x00224e));
        let middle = ColourMap::Viridis.at(0.5);
        assert!(middle.1 > middle.0 && middle.1 >= middle.2, "{middle:?}");
    }
}
