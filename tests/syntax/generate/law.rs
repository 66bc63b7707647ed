//! Terms, areas, questions, treaties, clauses and conditions from choices.

use super::{Maker, SPEEDS, TAGS};

impl Maker<'_> {
    pub(super) fn parameters(&mut self) {
        if self.maybe() {
            self.w("(");
            self.names();
            self.w(")");
        }
    }

    pub(super) fn term(&mut self) {
        self.w("term");
        self.name();
        self.parameters();
        self.label();
        self.sources();
        self.w("=");
        self.condition();
    }

    pub(super) fn area(&mut self) {
        self.w("area");
        self.name();
        self.parameters();
        self.label();
        self.span();
        self.sources();
        self.w("=");
        self.condition();
    }

    pub(super) fn question(&mut self) {
        self.w("question");
        self.name();
        self.label();
        self.w("{");
        // Behind a reading it would belong to the reading.
        if self.maybe() {
            self.w("evidence");
            self.one(TAGS);
        }
        for _ in 0..self.pick(6) {
            self.question_line();
        }
        self.w("}");
    }

    pub(super) fn question_line(&mut self) {
        match self.pick(4) {
            0 => {
                self.w("source");
                self.text();
            }
            1 => {
                self.w("of");
                self.name();
            }
            _ => {
                self.w("reading");
                self.reading();
                self.label();
                if self.maybe() {
                    self.w("held by");
                    self.list(4, |m| {
                        m.name();
                        if m.maybe() {
                            m.w("since");
                            m.date();
                        }
                        if m.maybe() {
                            m.w("until");
                            m.date();
                        }
                    });
                }
                self.sources();
            }
        }
    }

    pub(super) fn statement_line(&mut self) {
        match self.pick(6) {
            0 => {
                self.one(&["by", "to", "of"]);
                self.names();
            }
            1 => {
                self.one(&["date", "until"]);
                self.date();
            }
            2 => {
                self.w("reads");
                self.name();
                self.w("is");
                self.reading();
            }
            3 => {
                self.w("guarantee");
                self.name();
            }
            4 => {
                self.one(&["note", "cite"]);
                self.text();
            }
            _ => {
                self.w("evidence");
                self.one(TAGS);
            }
        }
    }

    pub(super) fn details(&mut self) {
        for _ in 0..self.pick(3) {
            match self.pick(5) {
                0 => {
                    self.w("because");
                    self.text();
                }
                1 => {
                    self.w("denounced");
                    self.date();
                }
                2 => {
                    self.w("frozen from");
                    self.date();
                }
                3 => {
                    self.w("when");
                    self.condition();
                }
                _ => {
                    self.w("evidence");
                    self.one(TAGS);
                }
            }
        }
    }

    fn leaving(&mut self) {
        let units = ["hours", "day", "months", "years"];
        self.w("ends");
        if self.maybe() {
            self.w("on");
            self.date();
            if self.maybe() {
                self.w("every");
                self.number();
                self.one(&units);
            }
            self.w(",");
        }
        self.number();
        self.one(&units);
        self.w("after");
        self.w("notice");
        self.label();
    }

    pub(super) fn treaty_line(&mut self) {
        match self.pick(16) {
            0 => {
                self.one(&["cite", "source", "depositary", "ends", "note"]);
                self.text();
                if self.maybe() {
                    self.leaving();
                }
            }
            1 => {
                self.w("evidence");
                self.one(TAGS);
                if self.maybe() {
                    self.w("\ncalendar");
                    self.name();
                }
            }
            2 => {
                self.w("nature");
                self.name();
                self.label();
            }
            3 => {
                self.one(&["signed", "in force"]);
                self.date();
            }
            4 => {
                self.w("ended");
                self.date();
                self.label();
            }
            5 => {
                self.one(&["parties", "protects"]);
                self.names();
                self.span();
                self.details();
            }
            6 => {
                self.w("party");
                self.name();
                self.span();
                self.details();
            }
            7 => {
                self.w("signatory");
                self.names();
                self.details();
            }
            8 => {
                self.w("leg USA to NZL suspended");
                self.span();
                self.details();
            }
            9 => {
                self.w("gap");
                self.text();
                self.text();
            }
            10 => self.area(),
            11 => self.term(),
            12 => self.question(),
            _ => {
                self.w("clause");
                self.name();
                self.text();
                self.span();
                self.sources();
                self.lines(Self::clause_line);
            }
        }
    }

    pub(super) fn clause_line(&mut self) {
        match self.pick(19) {
            0 => {
                self.one(&["kind", "guarantee"]);
                self.name();
            }
            1 => self.w("trigger standing"),
            2 | 3 => {
                self.w("trigger");
                self.condition();
                if self.maybe() {
                    self.w("on");
                    self.set();
                    if self.maybe() {
                        self.w("as");
                        self.name();
                    }
                }
            }
            4 => {
                self.w("scope");
                self.condition();
            }
            5 => {
                self.w("opinion");
                self.who();
                self.w("has");
                self.name();
            }
            6 | 7 => {
                // Behind a set, `except` opens a line only where it is first on one.
                let n = self.pick(3);
                self.out.push(["requires", "\nexcept", "until"][n].to_owned());
                self.label();
                self.condition();
            }
            8 | 9 => self.response(),
            10 => {
                self.one(&["object", "termination", "note", "cite"]);
                self.text();
            }
            11 | 12 => {
                self.w("consultation");
                if self.maybe() {
                    self.w("none");
                } else {
                    self.list(5, Self::consult_part);
                }
            }
            13 => {
                self.one(&[
                    "process none",
                    "process constitutional",
                    "process constitutional of x",
                    "report none",
                ]);
            }
            14 => {
                self.w("report");
                self.name();
                if self.maybe() {
                    self.one(SPEEDS);
                }
            }
            15 => {
                self.w("deadline");
                self.one(SPEEDS);
                if self.maybe() {
                    self.w("after");
                    self.name();
                }
                if self.maybe() {
                    self.w(", or the next working day");
                }
            }
            16 => {
                self.one(&["attaches to x", "public from 1917-11-23", "evidence recall"]);
            }
            17 => {
                self.w("rider");
                self.name();
                self.text();
                self.span();
                self.sources();
                self.lines(|m| match m.pick(4) {
                    0 => {
                        m.w("only if");
                        m.condition();
                    }
                    1 => m.response(),
                    2 => m.cite(),
                    _ => m.w("evidence text"),
                });
            }
            _ => {
                self.w("gap");
                self.text();
                self.text();
            }
        }
    }

    pub(super) fn response(&mut self) {
        self.w("response");
        self.set();
        self.one(&["shall", "shall not", "may", "undertakes", "would", "will"]);
        self.name();
        if self.maybe() {
            self.w("for");
            if self.maybe() {
                self.w("all");
            } else {
                self.set();
            }
        }
        for _ in 0..self.pick(4) {
            self.w(",");
            match self.pick(6) {
                0 => self.one(&["by any means", "by all means", "at its own discretion"]),
                1 => {
                    self.w("by");
                    self.name();
                }
                2 => {
                    self.w("by");
                    self.text();
                }
                3 => {
                    self.w("at");
                    self.one(SPEEDS);
                }
                4 => self.one(SPEEDS),
                _ => self.text(),
            }
        }
    }

    pub(super) fn consult_part(&mut self) {
        match self.pick(9) {
            0 => self.one(&["before acting", "after acting", "consensus", "binding", "not binding"]),
            1 => {
                self.w("on demand of");
                self.set();
            }
            2 => {
                self.w("at level");
                self.text();
            }
            3 => {
                self.w("by organ");
                self.name();
            }
            4 => {
                self.w("vote 2 / 3 of");
                self.name();
            }
            5 => self.w("quorum 1 / 2"),
            6 => self.one(SPEEDS),
            _ => self.text(),
        }
    }

    /// A set; `except` is glued to the word before it, since it opens a line where it is first.
    pub(super) fn set(&mut self) {
        match self.pick(6) {
            0 => self.names(),
            1 => self.w("nobody"),
            _ => {
                self.one(&["a", "an", "any", "every", "each"]);
                if self.maybe() {
                    self.w("other");
                }
                self.name();
                while self.maybe() {
                    self.w("or");
                    self.name();
                }
                if self.maybe() {
                    self.out.push("or protected except".to_owned());
                    self.names();
                }
            }
        }
    }

    pub(super) fn who(&mut self) {
        match self.pick(4) {
            0 | 1 => self.name(),
            2 => {
                self.one(&["any", "every"]);
                if self.maybe() {
                    self.w("other");
                }
                self.name();
            }
            _ => {
                self.w("at least 2 / 3 of parties");
                if self.maybe() {
                    self.w("except");
                    self.names();
                }
            }
        }
    }

    pub(super) fn condition(&mut self) {
        self.depth += 1;
        if self.depth > 8 {
            self.w("always");
        } else {
            self.negation();
            for _ in 0..self.pick(4) {
                self.one(&["and", "or"]);
                self.negation();
            }
        }
        self.depth -= 1;
    }

    pub(super) fn negation(&mut self) {
        while self.pick(5) == 1 {
            self.w("not");
        }
        match self.pick(8) {
            1 | 2 => {
                self.w("(");
                self.condition();
                self.w(")");
            }
            3 => {
                self.one(&["some", "every", "at least 2"]);
                if self.maybe() {
                    self.w("other");
                }
                self.name();
                if self.maybe() {
                    self.out.push("or protected except".to_owned());
                    self.w("USA , KOR");
                }
                self.w("p where (");
                self.condition();
                self.w(")");
            }
            _ => self.atom(),
        }
    }

    pub(super) fn atom(&mut self) {
        match self.pick(20) {
            0 | 1 => self.name(),
            2 => self.one(&["always", "never"]),
            3 => {
                self.who();
                self.one(&["has", "have", "has newly"]);
                self.name();
                if self.maybe() {
                    self.w("to");
                    self.name();
                }
                match self.pick(3) {
                    0 => self.w("anywhere"),
                    1 => {
                        self.w("under");
                        self.name();
                    }
                    _ => {}
                }
            }
            4..=6 => {
                self.who();
                self.w("is");
                self.one(&["", "not", "a", "not an"]);
                match self.pick(5) {
                    0 => self.w("party"),
                    1 => self.w("party to x"),
                    2 => self.w("bound to x by kind"),
                    _ => self.name(),
                }
            }
            7 => {
                self.name();
                self.w("in");
                self.braced(Self::reading);
            }
            8 => {
                self.name();
                self.one(&["at least", "at most"]);
                self.one(&["incident", "5"]);
            }
            9 => {
                self.name();
                self.one(&["=", "<", "<=", ">", ">="]);
                self.number();
            }
            10 => {
                self.one(&["from", "before"]);
                self.date();
            }
            11 => {
                self.w("in");
                self.name();
            }
            12 => {
                self.one(&[
                    "territory of",
                    "island territory of",
                    "territory administered by",
                    "territory claimed by",
                ]);
                self.name();
            }
            13 => {
                self.one(&["north of", "south of", "east of", "west of"]);
                self.number();
            }
            14 => {
                self.braced(Self::name);
                self.w("of");
                self.name();
            }
            15 => {
                self.w("clause t . c is");
                self.one(&["owed", "available"]);
                if self.maybe() {
                    self.w("by USA");
                }
                if self.maybe() {
                    self.w("for KOR");
                }
            }
            _ => {
                self.name();
                self.w("(");
                self.names();
                self.w(")");
            }
        }
    }
}
