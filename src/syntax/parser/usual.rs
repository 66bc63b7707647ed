//! Words of plain English where the language has others, so that a stranger is told ours.
//!
//! In: a word that opens no line here, or is left over behind one. Out: what is likely meant. Absent: taking it
//! for that; a guess would decide law.

use super::recover::Level;

/// What is likely meant by a word that opens no line of a block.
pub(super) fn line(level: Level, word: &str) -> Option<&'static str> {
    const OF_TREATY: [(&[&str], &str); 6] = [
        (
            &["withdrawal", "withdraw", "denunciation", "duration", "expires", "termination", "terminates"],
            "how it may be left stands in `ends`: `ends 1 year after notice \"Art. 8\"`; the day on which it ended in `ended`",
        ),
        (&["force", "effective", "entered", "enters"], "the day stands in `in force 1952-08-27`"),
        (&["date", "year", "concluded"], "its days stand in `signed DATE` and `in force DATE`"),
        (
            &["members", "member", "states", "signatories", "between"],
            "who is bound stands in `parties`, who only signed in `signatory`",
        ),
        (
            &["article", "articles", "duty"],
            "an article is a clause: `clause defend \"Art. 5\" evidence text { … }`",
        ),
        (&["title", "name"], "the title stands in quotes behind the name: `treaty my_pact \"My Pact\"`"),
    ];
    const OF_CLAUSE: [(&[&str], &str); 6] = [
        (
            &["if", "when", "condition", "conditions"],
            "what calls the duty up stands in `trigger`, what else must hold in `requires`",
        ),
        (&["unless", "exceptions"], "an exception stands in `except`"),
        (
            &["obligation", "obligor", "who", "shall", "must"],
            "who owes what to whom stands in `response`: `response every other party shall assistance for victim`",
        ),
        (&["area", "place", "region", "where"], "where it must happen stands in `scope`"),
        (
            &["victim", "on"],
            "who must be struck stands at the end of the trigger: `trigger act is use_of_force on a party`",
        ),
        (
            &["article", "articles"],
            "the article stands in quotes behind the name: `clause defend \"Art. 5\" …`",
        ),
    ];
    let all = match level {
        Level::Treaty => &OF_TREATY,
        Level::Clause => &OF_CLAUSE,
        _ => return None,
    };
    all.iter().find(|(words, _)| words.contains(&word)).map(|(_, said)| *said)
}

/// What is likely meant by a word that is left over behind a line, by the word that opens the line and the one before.
pub(super) fn leftover(opening: &str, before: &str, word: &str) -> Option<String> {
    if before == "the" {
        return Some("names stand without `the`".to_owned());
    }
    let help = match (opening, word) {
        ("response", "within" | "by" | "at" | "without" | "immediately" | "promptly" | "forthwith") => {
            format!("how and how soon stands after a comma: `, {word} …`")
        }
        ("trigger", "is" | "or" | "and") => {
            "`on …` ends the trigger: what is done stands before it, `act is menace or act is raid on a party`".to_owned()
        }
        ("reading", "from") => "since when it is held says `since`: `held by USA since 1999-05-24`".to_owned(),
        _ => return None,
    };
    Some(help)
}

/// Whether a word is used for a demand.
pub(super) fn is_demand(word: Option<&str>) -> bool {
    matches!(word, Some("request" | "call" | "invitation"))
}
