//! Civil days as events write them: `YYYY-MM-DD` and nothing else.
//!
//! In: a text. Out: a day, or what is wrong with it. Absent: months and years as intervals.

use jiff::civil::Date;

use super::problem::quoted;

/// Why a text is no day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoDay {
    /// One line.
    pub(super) message: String,
    /// What to do; none for a month or year, where it depends on the field.
    pub(super) help: Option<String>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The day that a text names.
///
/// # Errors
/// The text has another shape, or names a day that is not in the calendar.
pub(super) fn parse_day(text: &str) -> Result<Date, NoDay> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>, digits: usize| -> Option<i16> {
        part.filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
    };
    let rest = parts.next().is_some();
    match (number(year, 4), month, day) {
        (Some(_), None, None) => {
            Err(NoDay { message: format!("{} is a year, not a day", quoted(text)), help: None })
        }
        (Some(_), Some(_), None) if number(month, 2).is_some() => {
            Err(NoDay { message: format!("{} is a month, not a day", quoted(text)), help: None })
        }
        (Some(y), Some(_), Some(rest_of_day)) if !rest => match (number(month, 2), number(day, 2)) {
            (Some(m), Some(d)) => in_calendar(y, m, d),
            (Some(_), None) if rest_of_day.contains(['T', ' ']) => Err(NoDay {
                message: format!("{} is not a day", quoted(text)),
                help: Some("leave out the time of day".to_owned()),
            }),
            _ => Err(other(text)),
        },
        _ => Err(other(text)),
    }
}

fn other(text: &str) -> NoDay {
    NoDay {
        message: format!("{} is not a day", quoted(text)),
        help: Some("write year-month-day, for instance 1990-08-02".to_owned()),
    }
}

fn in_calendar(year: i16, month: i16, day: i16) -> Result<Date, NoDay> {
    let (m, d) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
    Date::new(year, m, d).map_err(|_| {
        let name = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index));
        match (name, Date::new(year, m, 1)) {
            (Some(name), Ok(first)) => NoDay {
                message: format!("there is no {day} {name} {year:04}"),
                help: Some(format!("{name} {year:04} has {} days", first.days_in_month())),
            },
            _ => NoDay {
                message: format!("there is no month {month:02}"),
                help: Some("write year-month-day, for instance 1990-08-02".to_owned()),
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_are_read() {
        for (text, expected) in [
            ("1949-08-24", jiff::civil::date(1949, 8, 24)),
            ("2020-02-29", jiff::civil::date(2020, 2, 29)),
            ("0001-01-01", jiff::civil::date(1, 1, 1)),
        ] {
            assert_eq!(parse_day(text), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_day_says_why() {
        for (text, message, help) in [
            ("2021-02-30", "there is no 30 February 2021", Some("February 2021 has 28 days")),
            ("2021-04-31", "there is no 31 April 2021", Some("April 2021 has 30 days")),
            ("2021-04-00", "there is no 0 April 2021", Some("April 2021 has 30 days")),
            ("2021-13-01", "there is no month 13", Some("write year-month-day, for instance 1990-08-02")),
            ("2021-00-01", "there is no month 00", Some("write year-month-day, for instance 1990-08-02")),
            ("1990", "`1990` is a year, not a day", None),
            ("1990-08", "`1990-08` is a month, not a day", None),
            (
                "1990-08-02T10:00:00Z",
                "`1990-08-02T10:00:00Z` is not a day",
                Some("leave out the time of day"),
            ),
            (
                "02/08/1990",
                "`02/08/1990` is not a day",
                Some("write year-month-day, for instance 1990-08-02"),
            ),
            ("1990-8-2", "`1990-8-2` is not a day", Some("write year-month-day, for instance 1990-08-02")),
            (
                "1990-08-02-1",
                "`1990-08-02-1` is not a day",
                Some("write year-month-day, for instance 1990-08-02"),
            ),
            ("", "`` is not a day", Some("write year-month-day, for instance 1990-08-02")),
            (
                "١٩٩٠-08-02",
                "`١٩٩٠-08-02` is not a day",
                Some("write year-month-day, for instance 1990-08-02"),
            ),
        ] {
            let said = parse_day(text).unwrap_err();
            assert_eq!((said.message.as_str(), said.help.as_deref()), (message, help), "{text}");
        }
    }
}
