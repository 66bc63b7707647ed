//! A small rule set as rule text.
//!
//! In: rules as plain data (`model`). Out: text. Absent: what it means (`lawyer`).

use std::fmt::Write as _;

use crate::model::{
    ACTORS, Bind, C, Clause, Interpretation, KIND, Member, Named, PLACE_KIND, POLYGON, Question, RESPONSE,
    Rank, Role, Span, Term, To, VOCABULARY, World, braced, nodes, place_name,
};

fn dated(head: &str, list: &[(usize, Span)], out: &mut String) {
    for (actor, days) in list {
        let _ = writeln!(out, "  {head} {}{}", ACTORS[*actor], days.text());
    }
}

fn member(word: &str, member: &Member, world: &World) -> String {
    let when = member.when.as_ref().map(|c| format!(" when {}", c.text(world))).unwrap_or_default();
    format!("  {word} {}{}{when}\n", ACTORS[member.actor], member.days.text())
}

impl World {
    /// The items of the rule set, each a text of its own; their order means nothing.
    pub fn items(&self, reverse: bool) -> Vec<String> {
        let mut items: Vec<String> = VOCABULARY.iter().map(|item| (*item).to_owned()).collect();
        let members: Vec<String> =
            self.great.iter().map(|(actor, days)| format!("{}{}", ACTORS[*actor], days.text())).collect();
        items.push(format!("class great = {}", braced(&members)));
        items.extend((0..self.places.len()).map(|at| self.place(at)));
        items.extend(self.questions.iter().enumerate().map(|(at, q)| question(at, q)));
        items.extend(self.terms.iter().filter(|term| term.treaty.is_none()).map(|term| self.term(term)));
        items.extend((0..self.treaties.len()).map(|at| self.treaty(at, reverse)));
        items.extend(self.interpretations.iter().enumerate().map(|(at, one)| interpretation(at, one)));
        if !self.presumes.is_empty() {
            let lines = self.presumes.iter().map(|special| if *special { "special" } else { "later" });
            let lines: Vec<String> = lines.map(|word| format!("  presumes {word} evidence text\n")).collect();
            items.push(format!(
                "overlay zz_general {{\n  cite \"x\" evidence text nature pact\n{}}}",
                lines.concat()
            ));
        }
        items
    }

    pub fn text(&self) -> String {
        self.items(false).join("\n")
    }

    fn place(&self, at: usize) -> String {
        let place = &self.places[at];
        let mut out =
            format!("{} {} {{\n", if at < 2 || at == 5 { "region" } else { "place" }, place_name(at));
        for (outer, days) in &place.within {
            let _ = writeln!(out, "  in {}{}", place_name(*outer), days.text());
        }
        if !place.kinds.is_empty() {
            let _ = writeln!(out, "  kind {}", nodes(PLACE_KIND, &place.kinds).join(", "));
        }
        if let Some((lat, lon)) = place.at {
            let _ = writeln!(out, "  at {lat}, {lon}");
        }
        dated("territory of", &place.territory, &mut out);
        dated("administered by", &place.administered, &mut out);
        dated("claimed by", &place.claimed, &mut out);
        if place.polygon {
            let corners: Vec<String> = POLYGON.iter().map(|(lat, lon)| format!("{lat}, {lon}")).collect();
            let _ = writeln!(out, "  polygon {{ {} }}", corners.join("; "));
        }
        out.push('}');
        out
    }

    fn term(&self, term: &Term) -> String {
        let params: Vec<String> = (0..term.params).map(|slot| format!("n{slot}")).collect();
        let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        let one = |(days, cond): &(Span, C)| {
            let word = if term.area { "area" } else { "term" };
            format!("{word} {}{params}{} evidence text = {}\n", term.name, days.text(), cond.text(self))
        };
        term.versions.iter().map(one).collect()
    }

    fn treaty(&self, at: usize, reverse: bool) -> String {
        let treaty = &self.treaties[at];
        let mut out = format!("treaty t{at} {{\n  cite \"x\" evidence text nature pact\n");
        if let Some(day) = treaty.days.from {
            let _ = writeln!(out, "  in force {day}");
        }
        if let Some(day) = treaty.days.until {
            let _ = writeln!(out, "  ended {day}");
        }
        if let Some(day) = treaty.signed {
            let _ = writeln!(out, "  signed {day}");
        }
        let mut lines: Vec<String> =
            treaty.ranks.iter().map(|rank| format!("  {}\n", self.rank(rank))).collect();
        lines.extend(treaty.parties.iter().map(|m| member("party", m, self)));
        lines.extend(treaty.protects.iter().map(|m| member("protects", m, self)));
        for leg in &treaty.legs {
            let when = leg.when.as_ref().map(|c| format!(" when {}", c.text(self))).unwrap_or_default();
            let days = leg.days.text();
            lines.push(format!("  leg {} to {} suspended{days}{when}\n", ACTORS[leg.from], ACTORS[leg.to]));
        }
        lines.extend(self.terms.iter().filter(|t| t.treaty == Some(at)).map(|term| self.term(term)));
        lines.extend(treaty.clauses.iter().map(|clause| self.clause(clause)));
        if reverse {
            lines.reverse();
        }
        out.push_str(&lines.concat());
        out.push('}');
        out
    }

    fn rank(&self, rank: &Rank) -> String {
        let word = if rank.prevails { "prevails over" } else { "yields to" };
        let over = match rank.over {
            Named::All => "all".to_owned(),
            Named::Treaty(treaty) => format!("t{treaty}"),
            Named::Clause(treaty, name) => format!("t{treaty}.c{name}"),
        };
        let when = rank.when.as_ref().map(|c| format!(" when {}", c.text(self))).unwrap_or_default();
        format!("{word} {over} \"x\"{when} evidence text")
    }

    fn clause(&self, clause: &Clause) -> String {
        let mut out = format!("  clause c{} \"Art.\"{} evidence text {{\n", clause.name, clause.days.text());
        let _ = writeln!(out, "    kind {}", KIND[clause.kind].0);
        match &clause.trigger {
            None => out.push_str("    trigger standing\n"),
            Some(cond) => {
                let on = clause.on.as_ref().map(|on| format!(" on {}", on.text("a "))).unwrap_or_default();
                let _ = writeln!(out, "    trigger {}{on}", cond.text(self));
            }
        }
        for (role, cond) in &clause.limbs {
            let word = match role {
                Role::Scope => "scope",
                Role::Opinion => "opinion",
                Role::Requires => "requires",
                Role::Except => "except",
                Role::Until => "until",
            };
            let _ = writeln!(out, "    {word} {}", cond.text(self));
        }
        let to = match &clause.to {
            To::Unsaid => String::new(),
            To::All => " for all".to_owned(),
            To::Set(set) => format!(" for {}", set.text("any ")),
        };
        let bind = match clause.bind {
            Bind::Shall => "shall",
            Bind::May => "may",
            Bind::ShallNot => "shall not",
        };
        let what = RESPONSE[clause.what].0;
        let _ = writeln!(out, "    response {} {bind} {what}{to}", clause.obligors.text("every "));
        if !clause.against.is_empty() {
            let names: Vec<&str> = clause.against.iter().map(|actor| ACTORS[*actor]).collect();
            let _ = writeln!(out, "    object {}", names.join(", "));
        }
        out.extend(clause.ranks.iter().map(|rank| format!("    {}\n", self.rank(rank))));
        out.push_str("    consultation none process none report none\n");
        for rider in &clause.riders {
            let _ = writeln!(
                out,
                "    rider {} \"x\"{} evidence text {{",
                ACTORS[rider.party],
                rider.days.text()
            );
            for cond in &rider.only_if {
                let _ = writeln!(out, "      only if {}", cond.text(self));
            }
            if rider.instead {
                let _ = writeln!(out, "      response {} shall confer{to}", ACTORS[rider.party]);
            }
            out.push_str("    }\n");
        }
        out.push_str("  }\n");
        out
    }
}

fn question(at: usize, question: &Question) -> String {
    let mut out = format!("question q{at} {{ source \"x\"\n");
    for (reading, holders) in question.iter().enumerate() {
        let holders: Vec<String> = holders
            .iter()
            .map(|(actor, days)| {
                let since = days.from.map(|day| format!(" since {day}")).unwrap_or_default();
                let until = days.until.map(|day| format!(" until {day}")).unwrap_or_default();
                format!("{}{since}{until}", ACTORS[*actor])
            })
            .collect();
        let held =
            if holders.is_empty() { String::new() } else { format!(" held by {}", holders.join(", ")) };
        let _ = writeln!(out, "  reading r{reading}{held} cite \"x\"");
    }
    out.push('}');
    out
}

fn interpretation(at: usize, one: &Interpretation) -> String {
    let mut out = format!("interpretation i{at} {{\n");
    for (question, reading) in &one.closed {
        let _ = writeln!(out, "  q{question} is r{reading}");
    }
    if let Some(who) = one.held_by {
        let _ = writeln!(out, "  held by {}", ACTORS[who]);
    }
    out.push('}');
    out
}
