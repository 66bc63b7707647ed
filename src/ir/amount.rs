//! An amount of something, such as `500 EUR` or `12.5 tons`.
//!
//! In: text. Out: a number of ten-thousandths and the word for what is counted. Absent: rates between words;
//! amounts of different words are never added.

use std::fmt;

/// How many parts one whole has.
const WHOLE: u64 = 10_000;

/// So much of something; never nothing.
///
/// ```
/// use casus::ir::Amount;
/// let half = Amount::parse("500.50 EUR").unwrap();
/// assert_eq!(half.to_string(), "500.5 EUR");
/// assert!(half < Amount::parse("1000 EUR").unwrap());
/// assert!(["0 EUR", "500", "EUR 500", "-5 EUR", "1.00001 EUR"].iter().all(|no| Amount::parse(no).is_none()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount {
    parts: u64,
    of: String,
}

impl Amount {
    /// An amount as it is written: a number, a blank, and a word for what it is of.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, of) = text.split_once(' ')?;
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !of.starts_with(|c: char| c.is_ascii_alphabetic()) || !of.chars().all(letters) {
            return None;
        }
        let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(rest) || rest.len() > 4 {
            return None;
        }
        let rest: u64 = format!("{rest:0<4}").parse().ok()?;
        let parts = whole.parse::<u64>().ok()?.checked_mul(WHOLE)?.checked_add(rest)?;
        (parts > 0).then(|| Amount { parts, of: of.to_owned() })
    }

    /// So many ten-thousandths of something; none of nothing.
    ///
    /// ```
    /// use casus::ir::Amount;
    /// assert_eq!(Amount::of_parts(12_500, "EUR").unwrap().to_string(), "1.25 EUR");
    /// assert_eq!(Amount::of_parts(0, "EUR"), None);
    /// ```
    #[must_use]
    pub fn of_parts(parts: u64, of: &str) -> Option<Self> {
        (parts > 0).then(|| Amount { parts, of: of.to_owned() })
    }

    /// How many ten-thousandths it is.
    #[must_use]
    pub fn parts(&self) -> u64 {
        self.parts
    }

    /// The word for what it is of.
    #[must_use]
    pub fn of(&self) -> &str {
        &self.of
    }

    /// Both together; the first alone where they are of different words.
    ///
    /// ```
    /// use casus::ir::Amount;
    /// let one = Amount::parse("0.75 EUR").unwrap();
    /// assert_eq!(one.and(&one).to_string(), "1.5 EUR");
    /// assert_eq!(one.and(&Amount::parse("3 USD").unwrap()), one);
    /// ```
    #[must_use]
    pub fn and(&self, other: &Amount) -> Amount {
        let more = if self.of == other.of { other.parts } else { 0 };
        Amount { parts: self.parts.saturating_add(more), of: self.of.clone() }
    }

    /// Whether it is as much as another, of the same word.
    ///
    /// ```
    /// use casus::ir::Amount;
    /// let amount = |text| Amount::parse(text).unwrap();
    /// assert!(amount("5 EUR").covers(&amount("5 EUR")) && !amount("9 EUR").covers(&amount("5 USD")));
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Amount) -> bool {
        self.of == other.of && self.parts >= other.parts
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.parts / WHOLE, self.parts % WHOLE);
        if rest == 0 {
            return write!(f, "{whole} {}", self.of);
        }
        let rest = format!("{rest:04}");
        write!(f, "{whole}.{} {}", rest.trim_end_matches('0'), self.of)
    }
}
