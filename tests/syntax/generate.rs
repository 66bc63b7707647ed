//! Programs made from a list of choices, so that a failing one shrinks to a small one.
//!
//! In: bytes. Out: the tokens of a program that the grammar allows, and a text of them with random
//! blanks, line ends and comments between. Absent: any sense; names are not declared.

use proptest::prelude::*;

mod law;

/// A text that follows the grammar.
pub(crate) fn programs() -> impl Strategy<Value = String> {
    (prop::collection::vec(any::<u8>(), 0..600), prop::collection::vec(any::<u8>(), 0..400))
        .prop_map(|(choices, blanks)| text(&tokens(&choices), &blanks))
}

/// The tokens of a program.
pub(crate) fn tokens(choices: &[u8]) -> Vec<String> {
    let mut maker = Maker { choices, at: 0, depth: 0, out: Vec::new() };
    maker.file();
    maker.out
}

/// Tokens with blanks between; where `blanks` ends, plain ones.
pub(crate) fn text(tokens: &[String], blanks: &[u8]) -> String {
    let mut out = String::new();
    for (n, token) in tokens.iter().enumerate() {
        let blank = match blanks.get(n).copied().unwrap_or(0) {
            0..100 => " ",
            100..140 => "\n",
            140..150 => "\r\n\t",
            150..160 => "\n\n\n",
            160..180 => " // at the end\n",
            180..195 => "\n// on its own\n",
            195..205 => "\n\n  // with a \"quote\" // and more  \n\n",
            _ => "  ",
        };
        out.push_str(token);
        out.push_str(blank);
    }
    out
}

/// Names that are words of the language elsewhere, but mean nothing where conditions end.
const NAMES: &[&str] = &[
    "x",
    "USA",
    "armed_attack",
    "trigger",
    "kind",
    "scope",
    "place",
    "event",
    "source",
    "report",
    "term",
    "state",
    "text",
    "owed",
    "hours",
    "shall",
    "victim",
    "p1",
    "response",
    "treaty",
    "evidence_of",
    "Phl_2",
    "a_very_long_name",
];

const TEXTS: &[&str] = &[
    "\"\"",
    "\"Art. 5\"",
    "\"177 UNTS 133; a longer citation, with commas\"",
    "\"say \\\"so\\\" \\\\ é // no comment\"",
];

const TAGS: &[&str] = &["text", "two_sources", "one_source", "recall", "unverified"];
const NUMBERS: &[&str] = &["1", "0", "-12.5", "23.4366", "48", "1000000000000000000000"];
const DATES: &[&str] = &["1949-04-04", "1952-08-27", "2024-02-29", "0001-01-01", "9999-12-31"];
const SPEEDS: &[&str] = &[
    "immediately",
    "forthwith",
    "promptly",
    "without delay",
    "within 48 hours",
    "within 1 year",
    "within 5 working days",
];

struct Maker<'c> {
    choices: &'c [u8],
    at: usize,
    depth: usize,
    out: Vec<String>,
}

impl Maker<'_> {
    /// A number below `n`; zero, the plainest choice, once the choices are used up.
    fn pick(&mut self, n: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % n
    }

    fn maybe(&mut self) -> bool {
        self.pick(3) == 1
    }

    fn w(&mut self, words: &str) {
        self.out.extend(words.split_whitespace().map(str::to_owned));
    }

    fn one(&mut self, of: &[&str]) {
        let n = self.pick(of.len());
        self.w(of[n]);
    }

    fn name(&mut self) {
        self.one(NAMES);
    }

    fn reading(&mut self) {
        match self.pick(8) {
            1 => self.w("always"),
            2 => self.w("never"),
            _ => self.name(),
        }
    }

    fn text(&mut self) {
        let n = self.pick(TEXTS.len());
        self.out.push(TEXTS[n].to_owned());
    }

    fn label(&mut self) {
        if self.maybe() {
            self.text();
        }
    }

    fn date(&mut self) {
        self.one(DATES);
    }

    fn number(&mut self) {
        self.one(NUMBERS);
    }

    fn list(&mut self, most: usize, one: fn(&mut Self)) {
        one(self);
        for _ in 0..self.pick(most) {
            self.w(",");
            one(self);
        }
    }

    fn names(&mut self) {
        self.list(9, Self::name);
    }

    fn braced(&mut self, one: fn(&mut Self)) {
        self.w("{");
        self.list(12, one);
        if self.maybe() {
            self.w(",");
        }
        self.w("}");
    }

    fn span(&mut self) {
        if self.maybe() {
            self.w("from");
            self.date();
        }
        if self.maybe() {
            self.w("until");
            self.date();
        }
    }

    fn sources(&mut self) {
        let mut tagged = false;
        for _ in 0..self.pick(3) {
            if tagged || self.pick(2) == 0 {
                self.w("cite");
                self.text();
            } else {
                tagged = true;
                self.w("evidence");
                self.one(TAGS);
            }
        }
    }

    fn lines(&mut self, one: fn(&mut Self)) {
        self.w("{");
        for _ in 0..self.pick(6) {
            one(self);
        }
        self.w("}");
    }

    fn file(&mut self) {
        for _ in 0..=self.pick(6) {
            self.item();
        }
    }

    fn bond(&mut self) {
        self.w("bond");
        self.w("is");
        self.name();
        self.w("by");
        self.names();
        if self.maybe() {
            self.w("as");
            self.names();
        }
        if self.maybe() {
            self.w("when");
            self.condition();
        }
    }

    fn performance_line(&mut self) {
        match self.pick(3) {
            0 => {
                self.one(&["of", "choice", "kind", "deed", "says", "breaks"]);
                self.name();
            }
            1 => {
                self.w("states");
                self.one(&["act", "by", "to", "place"]);
                self.w("is");
                self.name();
                if self.maybe() {
                    self.w("where");
                    self.one(&["itself", "another"]);
                    self.w("struck");
                }
            }
            _ => self.w("mutual"),
        }
    }

    fn growth(&mut self) {
        self.one(&["a", "for each started", "for each full"]);
        self.one(&["day", "week", "month", "year"]);
        self.one(&["after its term", "from its beginning", "while clause x.y is breached"]);
        if self.maybe() {
            self.w(",");
            self.one(&["at most 10 %", "at most 50 EUR"]);
        }
    }

    fn calendar(&mut self) {
        self.w("calendar");
        self.name();
        self.label();
        self.span();
        self.lines(|m| match m.pick(3) {
            0 => m.w("weekend none"),
            1 => m.w("weekend saturday, sunday"),
            _ => {
                m.w("holiday");
                m.one(DATES);
                m.label();
            }
        });
    }

    fn item(&mut self) {
        match self.pick(16) {
            0 => {
                self.one(&["state", "group", "organ"]);
                self.name();
                self.label();
                self.span();
                if self.maybe() {
                    self.lines(Self::actor_line);
                }
                if self.maybe() {
                    self.w("duty");
                    if self.maybe() {
                        self.name();
                    }
                    self.w("is");
                    self.name();
                    self.w("by");
                    self.name();
                    if self.maybe() {
                        self.w("and");
                        self.name();
                    } else if self.maybe() {
                        self.w("in all 12.5");
                        self.name();
                        if self.maybe() {
                            self.w("plus");
                            self.one(&["2 %", "2.5 % of the whole", "5 EUR"]);
                            self.growth();
                        } else if self.maybe() {
                            self.growth();
                        }
                    }
                    if self.maybe() {
                        self.w(", even before");
                        if self.maybe() {
                            self.w(", until");
                            self.name();
                        }
                    }
                }
                if self.maybe() {
                    self.bond();
                }
                if self.maybe() {
                    self.calendar();
                }
                if self.maybe() {
                    self.w("performance");
                    self.name();
                    self.label();
                    self.lines(Self::performance_line);
                }
                if self.maybe() {
                    self.w("scheme");
                    self.name();
                    self.label();
                }
            }
            1 => {
                self.w("tree");
                self.name();
                self.label();
                self.lines(Self::node);
            }
            2 => {
                self.w("scale");
                self.name();
                self.label();
                self.w("{");
                self.name();
                for _ in 0..self.pick(9) {
                    self.w("<");
                    self.name();
                    self.label();
                }
                self.w("}");
            }
            3 => {
                self.w("field");
                self.one(&["act", "by", "to", "place"]);
                self.w(":");
                self.one(&["tree act", "scale gravity", "actor", "place", "yes_no", "number"]);
                self.label();
            }
            4 => {
                self.w("class");
                self.name();
                self.label();
                self.w("=");
                self.braced(|m| {
                    m.name();
                    m.span();
                });
            }
            5 => {
                self.one(&["place", "region"]);
                self.name();
                self.label();
                if self.pick(2) == 1 {
                    self.lines(Self::place_line);
                }
            }
            6 => self.term(),
            7 => self.area(),
            8 => self.question(),
            9..=11 => {
                self.one(&["treaty", "overlay"]);
                self.name();
                self.label();
                self.lines(Self::treaty_line);
            }
            15 => {
                self.w("statement");
                self.name();
                self.label();
                self.lines(Self::statement_line);
            }
            12 => {
                self.w("interpretation");
                self.name();
                self.label();
                if self.maybe() {
                    self.w("extends");
                    self.name();
                }
                self.lines(Self::interpretation_line);
            }
            13 | 14 => {
                self.w("test");
                self.text();
                self.lines(Self::test_line);
            }
            _ => {
                self.w("property");
                self.text();
                self.property();
            }
        }
    }

    fn property(&mut self) {
        self.w("{");
        for _ in 0..self.pick(8) {
            match self.pick(10) {
                0 if self.depth < 5 => {
                    self.depth += 1;
                    self.property();
                    self.depth -= 1;
                }
                1 => self.one(&[",", ";", "/", ".", "(", ")", "<", "=", ":", ">="]),
                2 => self.number(),
                3 => self.text(),
                4 => self.date(),
                _ => self.one(&["for", "any", "event", "e", "monotone", "in", "not"]),
            }
        }
        self.w("}");
    }

    fn node(&mut self) {
        self.name();
        self.label();
        if self.maybe() {
            self.w("also");
            self.names();
        }
        if self.maybe() && self.depth < 5 {
            self.depth += 1;
            self.lines(Self::node);
            self.depth -= 1;
        }
    }

    fn actor_line(&mut self) {
        match self.pick(3) {
            0 => {
                self.w("code");
                self.list(4, |m| {
                    m.name();
                    if m.maybe() { m.number() } else { m.name() }
                });
                self.span();
            }
            1 => {
                self.w("succeeds");
                self.names();
            }
            _ => {
                self.w("cite");
                self.text();
            }
        }
    }

    fn place_line(&mut self) {
        match self.pick(8) {
            0 => {
                self.w("in");
                self.names();
                self.span();
            }
            1 => {
                self.w("kind");
                self.names();
            }
            2 => {
                self.w("at");
                self.point();
            }
            3 => {
                self.one(&["territory of", "administered by", "claimed by"]);
                self.names();
                self.span();
            }
            4 => {
                self.one(&["polygon {", "core {", "extent {"]);
                self.point();
                for _ in 0..self.pick(20) {
                    self.w(";");
                    self.point();
                }
                if self.maybe() {
                    self.w(";");
                }
                self.w("}");
            }
            5 => {
                self.w("land");
                self.name();
                if self.maybe() {
                    self.w("around");
                    self.point();
                    for _ in 0..self.pick(4) {
                        self.w(";");
                        self.point();
                    }
                }
                self.span();
            }
            6 => {
                self.w("reach");
                self.number();
            }
            _ => self.cite(),
        }
    }

    fn point(&mut self) {
        self.number();
        self.w(",");
        self.number();
    }

    fn cite(&mut self) {
        self.w("cite");
        self.text();
    }

    fn interpretation_line(&mut self) {
        match self.pick(5) {
            0 | 1 => {
                self.name();
                self.w("is");
                self.reading();
                self.sources();
            }
            2 => self.one(&["overlay x on", "overlay x off"]),
            3 => self.one(&["held by USA", "held by USA as of 1999-05-24"]),
            _ => {
                self.w("note");
                self.text();
            }
        }
    }

    fn test_line(&mut self) {
        match self.pick(8) {
            0 => {
                self.w("source");
                self.text();
            }
            1 => {
                self.w("given");
                self.name();
                self.w("is");
                self.reading();
            }
            2 => self.one(&[
                "given interpretation x",
                "given held by USA",
                "given facts of EST",
                "given read as of 1999-05-24",
            ]),
            3 => {
                self.w("event");
                self.text();
                self.w("from");
                self.text();
            }
            4 | 5 => {
                self.w("event");
                self.lines(Self::event_line);
            }
            _ => {
                self.w("expect x . y");
                if self.maybe() {
                    self.w("by USA");
                }
                if self.maybe() {
                    self.w("for PHL");
                }
                self.one(&["owed", "available", "not owed", "contested", "undetermined", "open"]);
                if self.maybe() {
                    self.w("because scope");
                }
                if self.maybe() {
                    self.w("on");
                    self.braced(Self::reading);
                }
                self.label();
            }
        }
    }

    fn event_line(&mut self) {
        if self.pick(6) == 5 && self.depth < 4 {
            self.depth += 1;
            self.w("record { by");
            self.value();
            self.w("does invoked date");
            self.date();
            if self.maybe() {
                self.w("clause est.defend of \"e1\"");
            }
            self.w("}");
            self.depth -= 1;
            return;
        }
        self.one(&["act", "by", "against", "date", "on", "place", "to"]);
        self.value();
    }

    fn value(&mut self) {
        let n = if self.depth < 4 { self.pick(9) } else { self.pick(5) };
        self.depth += 1;
        match n {
            0 => self.name(),
            1 => self.w("est.defend"),
            2 => self.number(),
            3 => self.date(),
            4 => self.text(),
            5 => self.braced(Self::value),
            6 => {
                self.w("one of");
                self.braced(Self::value);
            }
            7 => {
                self.w("disputed");
                self.braced(|m| {
                    m.value();
                    m.w("by EST");
                });
            }
            _ => {
                self.w("record");
                self.lines(Self::event_line);
            }
        }
        self.depth -= 1;
    }
}
