//! A row of the table: one setting, where its value lies, and how a text becomes it.

use std::fmt::Display;

use super::{Number, SettingError, digits, digits_text, widths, widths_text};

/// A longer name of a property is not taken from a link.
const LONGEST_NAME: usize = 64;
/// What stands for no name.
const NO_NAME: &str = "label";

/// One setting of the values `S`.
pub struct Setting<S: 'static> {
    /// Its name in the address, after that of its form.
    pub key: &'static str,
    /// Of its element; those of a choice by radio buttons or of digits begin with it. Empty: a figure sets it.
    pub id: &'static str,
    pub kind: Kind,
    pub when: When,
    /// Where its value lies.
    pub place: fn(&mut S) -> Place<'_>,
}

/// What it can be.
#[derive(Clone, Copy)]
pub enum Kind {
    Number(Number),
    /// Two such numbers with a comma between them.
    Pair(Number),
    /// Widths of hidden layers.
    Widths,
    /// A set of digits.
    Digits,
    OneOf(&'static [&'static str]),
    Switch,
    /// Of a property of the images.
    Name,
}

/// When a change of it takes effect. This is the one place that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// With the next run; the current one no longer matches the settings.
    Resets,
    /// With the next batch.
    Live,
    /// At once, and only in what a figure shows.
    Shows(Figure),
}

/// What shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    LabScatter,
    LabManifold,
    LatentScatter,
    LatentManifolds,
    /// The traversal's point, and the digit there.
    Point,
    /// Digits drawn from the prior.
    Samples,
    /// The path between two digits.
    Path,
    /// The notebook's maps of codes.
    NotebookMaps,
}

/// A value in its place: what it is, and how it becomes another.
pub enum Place<'a> {
    Number(String, Box<dyn FnOnce(f64) + 'a>),
    Pair(String, Box<dyn FnOnce([f64; 2]) + 'a>),
    /// Which of the choices.
    Choice(usize, Box<dyn FnOnce(usize) + 'a>),
    Widths(&'a mut Vec<u32>),
    Digits(&'a mut u16),
    Switch(&'a mut bool),
    Name(&'a mut Option<String>),
}

/// Numbers that settings have.
pub trait Numeric: Copy + Display {
    fn from_f64(value: f64) -> Self;
}

macro_rules! numeric {
    ($($number:ty),*) => {$(
        impl Numeric for $number {
            fn from_f64(value: f64) -> Self {
                value as Self
            }
        }
    )*};
}
numeric!(u32, u64, f32, f64);

impl<'a> Place<'a> {
    pub fn number<T: Numeric>(value: &'a mut T) -> Self {
        Self::Number(value.to_string(), Box::new(move |number| *value = T::from_f64(number)))
    }

    pub fn pair<T: Numeric>(values: &'a mut [T; 2]) -> Self {
        let text = format!("{},{}", values[0], values[1]);
        Self::Pair(text, Box::new(move |numbers| *values = numbers.map(T::from_f64)))
    }

    /// One of `all`, which are in the order of the names that [`Kind::OneOf`] has for them.
    pub fn one_of<T: Copy + PartialEq>(value: &'a mut T, all: &'static [T]) -> Self {
        let now = all.iter().position(|one| one == value).unwrap_or(0);
        Self::Choice(
            now,
            Box::new(move |chosen| {
                if let Some(one) = all.get(chosen) {
                    *value = *one;
                }
            }),
        )
    }
}

/// Why a text of the address or of a control was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("That is none of the choices.")]
    Choice,
    #[error(transparent)]
    Value(#[from] SettingError),
}

impl Place<'_> {
    /// Its value as the address has it.
    fn text(self, kind: Kind) -> String {
        match (self, kind) {
            (Self::Number(text, _) | Self::Pair(text, _), _) => text,
            (Self::Choice(chosen, _), Kind::OneOf(names)) => names.get(chosen).copied().unwrap_or_default().to_owned(),
            (Self::Choice(chosen, _), _) => chosen.to_string(),
            (Self::Widths(widths), _) => widths_text(widths),
            (Self::Digits(kept), _) => digits_text(*kept),
            (Self::Switch(on), _) => u8::from(*on).to_string(),
            (Self::Name(name), _) => name.take().unwrap_or_else(|| NO_NAME.to_owned()),
        }
    }

    /// Takes the value that a text states, or says why not.
    fn take(self, kind: Kind, text: &str) -> Result<(), Refusal> {
        match (self, kind) {
            (Self::Number(_, set), Kind::Number(number)) => set(number.read(text)?),
            (Self::Pair(_, set), Kind::Pair(number)) => {
                let (first, second) = text.split_once(',').ok_or(Refusal::Choice)?;
                set([number.read(first)?, number.read(second)?]);
            }
            (Self::Choice(_, set), Kind::OneOf(names)) => {
                set(names.iter().position(|name| *name == text).ok_or(Refusal::Choice)?);
            }
            (Self::Widths(place), _) => *place = widths(text)?,
            (Self::Digits(place), _) => *place = digits(text)?,
            (Self::Switch(place), _) => {
                *place = match text {
                    "0" => false,
                    "1" => true,
                    _ => return Err(Refusal::Choice),
                }
            }
            (Self::Name(place), _) => {
                if text.is_empty() || text.chars().count() > LONGEST_NAME {
                    return Err(Refusal::Choice);
                }
                *place = (text != NO_NAME).then(|| text.to_owned());
            }
            // Of another kind than its place: the tests find such a row.
            _ => return Err(Refusal::Choice),
        }
        Ok(())
    }
}

impl<S: Clone> Setting<S> {
    /// Its value as the address has it.
    pub fn text(&self, values: &S) -> String {
        (self.place)(&mut values.clone()).text(self.kind)
    }
}

impl<S: Default> Setting<S> {
    /// Whether a text can be its value.
    ///
    /// # Errors
    /// If it cannot, and why.
    pub fn check(&self, text: &str) -> Result<(), Refusal> {
        self.take(&mut S::default(), text)
    }
}

impl<S> Setting<S> {
    /// Takes the value that a text states.
    ///
    /// # Errors
    /// If it states none that the setting can have; the values are then as before.
    pub fn take(&self, values: &mut S, text: &str) -> Result<(), Refusal> {
        (self.place)(values).take(self.kind, text)
    }
}
