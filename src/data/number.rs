//! The numbers of data files: their kinds, their byte order, and how many bytes each takes.

use half::f16;

/// A kind of number, by the letter of its family and its size in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    I64,
    U64,
    F16,
    F32,
    F64,
}

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Big,
    Little,
}

impl Number {
    /// Bytes of one.
    pub fn size(self) -> usize {
        match self {
            Self::Bool | Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 | Self::F16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    pub fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::F32 | Self::F64)
    }

    /// The number at the beginning of `bytes`; NaN if they are too few for one.
    pub fn read(self, order: Order, bytes: &[u8]) -> f64 {
        match self {
            Self::Bool => bytes.first().map_or(f64::NAN, |&byte| f64::from(u8::from(byte != 0))),
            Self::U8 => bytes.first().map_or(f64::NAN, |&byte| f64::from(byte)),
            Self::I8 => bytes.first().map_or(f64::NAN, |&byte| f64::from(byte as i8)),
            Self::U16 => fixed(order, bytes).map_or(f64::NAN, |two| f64::from(u16::from_le_bytes(two))),
            Self::I16 => fixed(order, bytes).map_or(f64::NAN, |two| f64::from(i16::from_le_bytes(two))),
            Self::U32 => fixed(order, bytes).map_or(f64::NAN, |four| f64::from(u32::from_le_bytes(four))),
            Self::I32 => fixed(order, bytes).map_or(f64::NAN, |four| f64::from(i32::from_le_bytes(four))),
            Self::F16 => fixed(order, bytes).map_or(f64::NAN, |two| f16::from_le_bytes(two).to_f64()),
            Self::F32 => fixed(order, bytes).map_or(f64::NAN, |four| f64::from(f32::from_le_bytes(four))),
            Self::I64 => fixed(order, bytes).map_or(f64::NAN, |eight| i64::from_le_bytes(eight) as f64),
            Self::U64 => fixed(order, bytes).map_or(f64::NAN, |eight| u64::from_le_bytes(eight) as f64),
            Self::F64 => fixed(order, bytes).map_or(f64::NAN, f64::from_le_bytes),
        }
    }

    /// The integer at the beginning of `bytes`, exactly; `None` for other kinds of number, or if the bytes are too few.
    pub fn integer(self, order: Order, bytes: &[u8]) -> Option<i128> {
        match self {
            Self::I64 => fixed(order, bytes).map(|eight| i64::from_le_bytes(eight).into()),
            Self::U64 => fixed(order, bytes).map(|eight| u64::from_le_bytes(eight).into()),
            _ if self.is_float() || self == Self::Bool => None,
            _ => Some(self.read(order, bytes)).filter(|value| value.is_finite()).map(|value| value as i128),
        }
    }
}

/// The first `N` bytes, the lowest of them first.
fn fixed<const N: usize>(order: Order, bytes: &[u8]) -> Option<[u8; N]> {
    let mut first: [u8; N] = *bytes.first_chunk()?;
    if order == Order::Big {
        first.reverse();
    }
    Some(first)
}

/// An unsigned number of two or four bytes, the lowest first, at `at`.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_orders() {
        assert_eq!(Number::I16.read(Order::Big, &[0xff, 0xfe]), -2.0);
        assert_eq!(Number::I16.read(Order::Little, &[0xfe, 0xff]), -2.0);
        assert_eq!(Number::U32.read(Order::Big, &[0, 0, 1, 2]), 258.0);
        assert_eq!(Number::F64.read(Order::Little, &(-1.5_f64).to_le_bytes()), -1.5);
        assert_eq!(Number::F32.read(Order::Big, &7.25_f32.to_be_bytes()), 7.25);
        assert_eq!(Number::Bool.read(Order::Big, &[9]), 1.0);
        assert_eq!(Number::I8.read(Order::Big, &[0x80]), -128.0);
        // IEEE 754: sign 0, exponent 15, fraction 1/2.
        assert_eq!(Number::F16.read(Order::Big, &[0x3e, 0x00]), 1.5);
        assert_eq!(Number::U64.read(Order::Little, &[0xff; 8]), u64::MAX as f64);
        assert_eq!(Number::U64.integer(Order::Little, &[0xff; 8]), Some(u64::MAX.into()));
        assert_eq!(Number::I64.integer(Order::Big, &[0xff; 8]), Some(-1));
        assert_eq!(Number::F32.integer(Order::Big, &[0; 4]), None);
    }

    #[test]
    fn too_few_bytes_are_no_number() {
        for kind in [Number::Bool, Number::U16, Number::I32, Number::I64, Number::U64, Number::F16, Number::F64] {
            assert!(kind.read(Order::Big, &vec![0; kind.size() - 1]).is_nan());
        }
    }
}
