//! What a column is used for.

/// What a person may have a column be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Names files or objects: rows find their images by it, and it stays text.
    Id,
    Class,
    Number,
    /// Degrees, after 180 of which it is the same again, as the position angle of an axis is.
    HalfTurn,
    /// Degrees, after 360 of which it is the same again.
    FullTurn,
    /// Says which images are to be held out.
    Split,
    LeaveOut,
}

impl Role {
    /// In the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Id, Self::Class, Self::Number, Self::HalfTurn, Self::FullTurn, Self::Split, Self::LeaveOut];

    /// Its place among [`Role::ALL`].
    pub fn index(self) -> u8 {
        Self::ALL.iter().position(|role| *role == self).unwrap_or(0) as u8
    }

    /// The role at this place; the last where there is none.
    pub fn at(index: u8) -> Self {
        Self::ALL.get(usize::from(index)).copied().unwrap_or(Self::LeaveOut)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Id => "file name or id",
            Self::Class => "class",
            Self::Number => "number",
            Self::HalfTurn => "angle, period 180°",
            Self::FullTurn => "angle, period 360°",
            Self::Split => "split (train, test)",
            Self::LeaveOut => "leave out",
        }
    }

    /// Degrees after which an angle repeats; 0 for what is none.
    pub fn period(self) -> f32 {
        match self {
            Self::HalfTurn => 180.0,
            Self::FullTurn => 360.0,
            _ => 0.0,
        }
    }

    /// Each image gets a value of it.
    pub fn is_property(self) -> bool {
        matches!(self, Self::Class | Self::Number | Self::HalfTurn | Self::FullTurn)
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn a_role_is_found_by_its_place() {
        for role in Role::ALL {
            assert_eq!(Role::at(role.index()), role);
        }
        assert_eq!(Role::at(200), Role::LeaveOut);
    }
}
