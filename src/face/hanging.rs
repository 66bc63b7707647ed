//! Text that hangs beside a label.
//!
//! In: a label, a column, a text, a width. Out: lines. Absent: what they say.

/// A label, then a text in the column behind it, over as many lines as it needs. A label that is too
/// long for its room has its line for itself; a word that is too long for a line keeps its own.
pub(crate) fn hanging(label: &str, column: usize, text: &str, width: usize) -> String {
    let mut out = String::from(label);
    let mut at = label.chars().count();
    if at >= column && !label.ends_with(' ') {
        out.push('\n');
        at = 0;
    }
    let blanks = |out: &mut String, n: usize| out.extend(std::iter::repeat_n(' ', n));
    let mut fresh = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if fresh {
            blanks(&mut out, column.saturating_sub(at));
            at = at.max(column);
        } else if at + 1 + length > width {
            out.push('\n');
            blanks(&mut out, column);
            at = column;
        } else {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += length;
        fresh = false;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::hanging;

    #[test]
    fn no_word_is_broken_and_no_line_is_too_long() {
        let text =
            "would act against the common danger, means left open, by any means, at its own discretion";
        for width in 40..100 {
            let laid = hanging("  Art. IV, defend", 20, text, width);
            assert!(laid.lines().all(|line| line.chars().count() <= width), "{width}\n{laid}");
            let words: Vec<&str> = laid.split_whitespace().skip(3).collect();
            assert_eq!(words, text.split(' ').collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_label_without_room_stands_alone() {
        assert_eq!(hanging("  a label", 4, "text", 20), "  a label\n    text\n");
        assert_eq!(hanging(" 1. ", 4, "text", 20), " 1. text\n");
    }
}
