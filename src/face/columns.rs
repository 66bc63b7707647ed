//! How wide the columns of the answers are, and where a name that is too long for its column is folded.
//!
//! In: the text of every cell, the width of the terminal. Out: widths, folded text. Absent: drawing (`table`).

/// Blanks on both sides of a cell.
pub(super) const PADDING: usize = 2;

/// What the table takes beside the text: the blanks of each cell, and a blank between two columns.
const BESIDE: usize = PADDING * SHARES.len() + SHARES.len() - 1;

/// Per cent of the width for each column before room is given to long names.
const SHARES: [usize; 6] = [18, 12, 9, 17, 11, 33];

/// The least width of a column, so that a narrow terminal still shows something in each.
const LEAST: usize = 6;

/// The marks behind which a long name is folded.
const MARKS: [char; 4] = ['_', '.', '-', '/'];

/// Letters of a line of reasons that can still be read well.
const READABLE: usize = 24;

/// The widths of the columns, without the blanks beside them. Together they fill no more than `width`, as long
/// as each column has its least.
pub(super) fn widths(heading: [&str; 6], rows: &[[String; 6]], width: usize) -> [usize; 6] {
    let all = |at: usize| {
        let cells = rows.iter().filter_map(move |row| row.get(at)).flat_map(|cell| cell.lines());
        heading.get(at).copied().into_iter().chain(cells)
    };
    let most = |at: usize, of: &dyn Fn(&str) -> usize| all(at).map(of).max().unwrap_or(0);
    let line: [usize; 6] = std::array::from_fn(|at| most(at, &letters).max(LEAST));
    let word: [usize; 6] = std::array::from_fn(|at| most(at, &longest_word).max(LEAST));
    let room = width.saturating_sub(BESIDE);
    let mut given: [usize; 6] = std::array::from_fn(|at| (room * share(at) / 100).clamp(LEAST, line[at]));
    // In a narrow terminal the least widths of the others are taken from the reasons.
    let over = given.iter().sum::<usize>().saturating_sub(room);
    given[5] = given[5].saturating_sub(over).max(LEAST);
    let part: [usize; 6] = std::array::from_fn(|at| most(at, &longest_part).max(LEAST));
    uncut(&mut given, &part);
    let mut left = room.saturating_sub(given.iter().sum());
    // Whole names first, those that want least before the others; what is left goes to the reasons.
    let mut wanting: Vec<usize> = (0..SHARES.len()).collect();
    wanting.sort_by_key(|at| word[*at].saturating_sub(given[*at]));
    for at in wanting {
        let more = word[at].saturating_sub(given[at]);
        if more <= left {
            given[at] += more;
            left -= more;
        }
    }
    for at in (0..SHARES.len()).rev() {
        let more = line[at].saturating_sub(given[at]).min(left);
        given[at] += more;
        left -= more;
    }
    given
}

/// Gives every column but the reasons the room for its longest word that cannot be folded: from the reasons as
/// long as they can be read well, else from whoever has most to spare.
fn uncut(given: &mut [usize; 6], part: &[usize; 6]) {
    for at in 0..5 {
        while given[at] < part[at] {
            let spare = |from: &usize| {
                let least = if *from == 5 { READABLE.max(part[5]) } else { part[*from] };
                given[*from].saturating_sub(least)
            };
            let giver = if spare(&5) > 0 { Some(5) } else { (0..5).max_by_key(spare) };
            let Some(from) = giver.filter(|from| spare(from) > 0) else { break };
            given[from] -= 1;
            given[at] += 1;
        }
    }
}

fn share(at: usize) -> usize {
    SHARES.get(at).copied().unwrap_or(0)
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(letters).max().unwrap_or(0)
}

/// The longest piece that is never folded.
fn longest_part(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| !word.is_empty());
    words.flat_map(|word| word.split_inclusive(MARKS)).map(letters).max().unwrap_or(0)
}

/// The text with every word that is too long for its column folded behind a mark that joins its parts.
pub(super) fn fold(text: &str, room: usize) -> String {
    let lines = text.split('\n').map(|line| {
        let words = line
            .split(' ')
            .map(|word| if letters(word) > room { folded(word, room) } else { word.to_owned() });
        words.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A word in pieces of at most `room` letters, each as long as it gets.
fn folded(word: &str, room: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for part in word.split_inclusive(MARKS) {
        match lines.last_mut() {
            Some(last) if letters(last) + letters(part) <= room => last.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{BESIDE, LEAST, fold, widths};

    #[test]
    fn a_long_name_is_folded_behind_its_marks() {
        let folded = "on combat_operations_\nfrom_bases; else";
        assert_eq!(fold("on combat_operations_from_bases; else", 18), folded);
        assert_eq!(fold("short words stay", 8), "short words stay");
        assert_eq!(fold("unbreakable", 5), "unbreakable");
    }

    #[test]
    fn no_answer_is_cut_while_a_name_has_room_to_spare() {
        let cells = [
            "arab_joint_defence Art. 3, consult",
            "every party (9)",
            "the parties",
            "shall consult before acting",
        ];
        let [a, b, c, d] = cells.map(str::to_owned);
        let row =
            [a, b, c, d, "undetermined (unverified)".to_owned(), "owed if place is far_east ".repeat(9)];
        let given =
            widths(["instrument", "who", "to whom", "what", "answer", "turns on / because"], &[row], 90);
        assert!(given[4] >= "undetermined".len(), "{given:?}");
    }

    #[test]
    fn columns_fill_the_width_and_no_more() {
        let row: [String; 6] = std::array::from_fn(|at| "a_name_of_some_length and more ".repeat(at + 1));
        let heading = ["a", "b", "c", "d", "e", "f"];
        for width in 60..200 {
            let given = widths(heading, std::slice::from_ref(&row), width);
            assert!(given.iter().sum::<usize>() + BESIDE <= width, "{width} {given:?}");
            assert!(given.iter().all(|room| *room >= LEAST));
        }
    }

    #[test]
    fn no_column_is_wider_than_its_text() {
        let row: [String; 6] = std::array::from_fn(|_| "short".to_owned());
        assert_eq!(widths(["a"; 6], &[row], 120), [LEAST; 6]);
    }
}
