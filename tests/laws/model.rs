//! A small rule set and a small event as plain data, and how they are written down.
//!
//! In: nothing. Out: rule text, an event line (rules as a whole: `write`). Absent: what they mean (`lawyer`), how they are made
//! up (`make`). Everything here is kept apart from the program under test, names included.

use std::fmt::Write as _;

use jiff::civil::{Date, date};

/// States, one of which follows another on a day; a group; an organ.
pub const ACTORS: [&str; 7] = ["ARC", "BOL", "CYR", "DOR", "EGA", "gang", "council"];
pub const GANG: usize = 5;
pub const COUNCIL: usize = 6;
/// The days on which anything in these rule sets changes.
pub const TURNS: [Date; 3] = [date(1960, 1, 1), date(1970, 1, 1), date(1980, 1, 1)];

/// A half-open interval of days.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Span {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Span {
    pub fn has(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day < until)
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        if let Some(day) = self.from {
            let _ = write!(out, " from {day}");
        }
        if let Some(day) = self.until {
            let _ = write!(out, " until {day}");
        }
        out
    }
}

pub fn lifetime(actor: usize) -> Span {
    match actor {
        3 => Span { from: None, until: Some(TURNS[1]) },
        4 => Span { from: Some(TURNS[1]), until: None },
        _ => Span::default(),
    }
}

pub fn is_state(actor: usize) -> bool {
    actor < GANG
}

/// A tree: names and parents; the root stands first.
pub type Tree = [(&'static str, &'static [usize])];

pub const ACT: &Tree = &[
    ("act", &[]),
    ("force", &[0]),
    ("invasion", &[1]),
    ("raid", &[1, 4]),
    ("covert", &[0]),
    ("sabotage", &[4]),
    ("menace", &[0]),
];
pub const OBJECT: &Tree = &[("object", &[]), ("land", &[0]), ("vessel", &[0]), ("warship", &[2])];
pub const PLACE_KIND: &Tree = &[("place_kind", &[]), ("homeland", &[0]), ("island", &[0]), ("atoll", &[2])];
pub const DEED: &Tree = &[
    ("deed", &[]),
    ("own_act", &[0]),
    ("invoked", &[1]),
    ("requested", &[2]),
    ("consented", &[1]),
    ("decided", &[0]),
    ("measures", &[5]),
    ("statement", &[0]),
    ("protest", &[7, 1]),
];
pub const KIND: &Tree = &[("kind", &[]), ("defence", &[0]), ("talks", &[0])];
pub const RESPONSE: &Tree =
    &[("response", &[]), ("assist", &[0]), ("arm", &[1]), ("confer", &[0]), ("stand_by", &[0])];
pub const LEVELS: [&str; 3] = ["slight", "serious", "grave"];

/// The declarations that never change. `raid` and `protest` have two parents, one declared later.
pub const VOCABULARY: [&str; 20] = [
    "tree act { force { invasion raid also covert } covert { sabotage } menace }",
    "tree object { land vessel { warship } }",
    "tree place_kind { homeland island { atoll } }",
    "tree deed { own_act { invoked { requested } consented } decided { measures } statement { protest also own_act } }",
    "tree kind { defence talks }",
    "tree response { assist { arm } confer stand_by }",
    "conflict arm of kind defence with stand_by toward enemy for all \"w\"",
    "conflict assist with confer toward friend \"x\"",
    "conflict assist of kind defence with assist of kind defence toward enemy \"y\"",
    "overlap assist of kind defence with assist of kind defence \"z\"",
    "tree nature { pact }",
    "scale gravity { slight < serious < grave }",
    "field act: tree act field by: actor field against: actor",
    "field object: tree object field place: place",
    "field gravity: scale gravity field series: yes_no",
    "field share: number field sponsor: actor",
    "state ARC state BOL state CYR",
    "state DOR until 1970-01-01",
    "state EGA from 1970-01-01",
    "group gang organ council",
];

/// Whether a node is, or lies under, another.
pub fn under(tree: &Tree, node: usize, above: usize) -> bool {
    node == above || tree[node].1.iter().any(|parent| under(tree, *parent, above))
}

/// An actor as a condition names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Who {
    Named(usize),
    Attacker,
    Victim,
    Obligor,
    Beneficiary,
    Sponsor,
    /// A parameter or bound name, by place.
    Slot(usize),
}

impl Who {
    pub fn text(self) -> String {
        match self {
            Who::Named(actor) => ACTORS[actor].to_owned(),
            Who::Attacker => "attacker".to_owned(),
            Who::Victim => "victim".to_owned(),
            Who::Obligor => "obligor".to_owned(),
            Who::Beneficiary => "beneficiary".to_owned(),
            Who::Sponsor => "sponsor".to_owned(),
            Who::Slot(slot) => format!("n{slot}"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Word {
    Party,
    Protected,
    Attacker,
    Victim,
    Great,
    State,
}

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Word::Party => "party",
            Word::Protected => "protected",
            Word::Attacker => "attacker",
            Word::Victim => "victim",
            Word::Great => "great",
            Word::State => "state",
        }
    }
}

/// Either words, or names.
#[derive(Debug, Clone, Default)]
pub struct Set {
    pub other: bool,
    pub words: Vec<Word>,
    pub names: Vec<Who>,
    pub except: Vec<Who>,
}

impl Set {
    pub fn text(&self, article: &str) -> String {
        if self.words.is_empty() {
            return names(&self.names);
        }
        let words: Vec<&str> = self.words.iter().map(|word| word.text()).collect();
        let mut out = format!("{article}{}{}", if self.other { "other " } else { "" }, words.join(" or "));
        if !self.except.is_empty() {
            let _ = write!(out, " except {}", names(&self.except));
        }
        out
    }
}

pub fn names(list: &[Who]) -> String {
    list.iter().map(|who| who.text()).collect::<Vec<_>>().join(", ")
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    State,
    Group,
    Great,
    Same(Who),
    Party(Option<usize>),
    Protected,
    Bound(Who, Option<usize>),
}

#[derive(Debug, Clone)]
pub enum Doer {
    One(Who),
    Any { every: bool, other: bool, word: Word },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Side {
    North,
    South,
    East,
    West,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Op {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// A condition.
#[derive(Debug, Clone)]
pub enum C {
    Always,
    Never,
    And(Vec<C>),
    Or(Vec<C>),
    Not(Box<C>),
    Act(Vec<usize>),
    Object(Vec<usize>),
    Gravity(usize),
    GravityFrom(usize),
    GravityTo(usize),
    Series(bool),
    Share(Op, i32),
    SponsorIn(Vec<usize>),
    Is(Who, bool, What),
    Has {
        doer: Doer,
        deed: usize,
        to: Option<Who>,
        anywhere: bool,
    },
    Part {
        over: u32,
        under: u32,
        except: Vec<Who>,
        deed: usize,
        anywhere: bool,
    },
    Reading(usize, usize),
    From(Date),
    Before(Date),
    In(usize),
    PlaceIn(Vec<usize>),
    Territory(Option<usize>, Who),
    Administered(Who),
    Claimed(Who),
    Side(Side, i32),
    ObjectsOf(Vec<usize>, Who),
    Clause {
        treaty: usize,
        name: usize,
        available: bool,
        by: Option<Who>,
        to: Option<Who>,
    },
    Call(usize, Vec<Who>),
    /// At least so many, or every one.
    Many {
        at_least: Option<usize>,
        over: Set,
        slot: usize,
        body: Box<C>,
    },
}

pub fn place_name(place: usize) -> &'static str {
    ["sea", "coast", "isle", "home", "reef", "belt"][place]
}

pub fn braced(list: &[String]) -> String {
    format!("{{{}}}", list.join(", "))
}

pub fn nodes(tree: &Tree, list: &[usize]) -> Vec<String> {
    list.iter().map(|node| tree[*node].0.to_owned()).collect()
}

impl C {
    pub fn text(&self, world: &World) -> String {
        let join = |list: &[C], word: &str| {
            let parts: Vec<String> = list.iter().map(|c| c.text(world)).collect();
            format!("({})", parts.join(word))
        };
        let one_or_more = |field: &str, list: Vec<String>| match list.as_slice() {
            [one] => format!("{field} is {one}"),
            _ => format!("{field} in {}", braced(&list)),
        };
        match self {
            C::Always => "always".to_owned(),
            C::Never => "never".to_owned(),
            C::And(list) => join(list, " and "),
            C::Or(list) => join(list, " or "),
            C::Not(inner) => format!("not {}", inner.text(world)),
            C::Act(list) => one_or_more("act", nodes(ACT, list)),
            C::Object(list) => one_or_more("object", nodes(OBJECT, list)),
            C::Gravity(level) => format!("gravity is {}", LEVELS[*level]),
            C::GravityFrom(level) => format!("gravity at least {}", LEVELS[*level]),
            C::GravityTo(level) => format!("gravity at most {}", LEVELS[*level]),
            C::Series(yes) => format!("series is {}", if *yes { "yes" } else { "no" }),
            C::Share(op, number) => {
                let op = match op {
                    Op::Equal => "=",
                    Op::Less => "<",
                    Op::AtMost => "<=",
                    Op::More => ">",
                    Op::AtLeast => ">=",
                };
                format!("share {op} {number}")
            }
            C::SponsorIn(list) => {
                format!(
                    "sponsor in {}",
                    braced(&list.iter().map(|a| ACTORS[*a].to_owned()).collect::<Vec<_>>())
                )
            }
            C::Is(who, negated, what) => {
                let not = if *negated { "not " } else { "" };
                let what = match what {
                    What::State => "a state".to_owned(),
                    What::Group => "a group".to_owned(),
                    What::Great => "a great".to_owned(),
                    What::Same(other) => other.text(),
                    What::Party(None) => "party".to_owned(),
                    What::Party(Some(treaty)) => format!("party to t{treaty}"),
                    What::Protected => "protected".to_owned(),
                    What::Bound(to, None) => format!("bound to {}", to.text()),
                    What::Bound(to, Some(kind)) => format!("bound to {} by {}", to.text(), KIND[*kind].0),
                };
                format!("{} is {not}{what}", who.text())
            }
            C::Has { doer, deed, to, anywhere } => has(doer, *deed, *to, *anywhere),
            C::Part { over, under, except, deed, anywhere } => {
                let except =
                    if except.is_empty() { String::new() } else { format!(" except {}", names(except)) };
                let anywhere = if *anywhere { " anywhere" } else { "" };
                format!("at least {over}/{under} of parties{except} have {}{anywhere}", DEED[*deed].0)
            }
            C::Reading(question, reading) => format!("q{question} is r{reading}"),
            C::From(day) => format!("from {day}"),
            C::Before(day) => format!("before {day}"),
            C::In(place) => format!("in {}", place_name(*place)),
            C::PlaceIn(list) => {
                one_or_more("place", list.iter().map(|p| place_name(*p).to_owned()).collect())
            }
            C::Territory(kind, of) => {
                let kind = kind.map(|kind| format!("{} ", PLACE_KIND[kind].0)).unwrap_or_default();
                format!("{kind}territory of {}", of.text())
            }
            C::Administered(of) => format!("territory administered by {}", of.text()),
            C::Claimed(of) => format!("territory claimed by {}", of.text()),
            C::Side(side, degrees) => {
                format!("{} of {degrees}", format!("{side:?}").to_lowercase())
            }
            C::ObjectsOf(list, of) => format!("{} of {}", braced(&nodes(OBJECT, list)), of.text()),
            C::Clause { treaty, name, available, by, to } => {
                let mut out =
                    format!("clause t{treaty}.c{name} is {}", if *available { "available" } else { "owed" });
                if let Some(by) = by {
                    let _ = write!(out, " by {}", by.text());
                }
                if let Some(to) = to {
                    let _ = write!(out, " for {}", to.text());
                }
                out
            }
            C::Call(term, args) => {
                let args = if args.is_empty() { String::new() } else { format!("({})", names(args)) };
                format!("{}{args}", world.terms[*term].name)
            }
            C::Many { at_least, over, slot, body } => {
                let how = match at_least {
                    None => "every ".to_owned(),
                    Some(1) => "some ".to_owned(),
                    Some(n) => format!("at least {n} "),
                };
                format!("{} n{slot} where ({})", over.text(&how), body.text(world))
            }
        }
    }
}

fn has(doer: &Doer, deed: usize, to: Option<Who>, anywhere: bool) -> String {
    let doer = match doer {
        Doer::One(who) => who.text(),
        Doer::Any { every, other, word } => format!(
            "{} {}{}",
            if *every { "every" } else { "any" },
            if *other { "other " } else { "" },
            word.text()
        ),
    };
    let to = to.map(|to| format!(" to {}", to.text())).unwrap_or_default();
    format!("{doer} has {}{to}{}", DEED[deed].0, if anywhere { " anywhere" } else { "" })
}

/// One or several texts of a term, or of an area; shared if it has no treaty.
#[derive(Debug, Clone)]
pub struct Term {
    pub name: String,
    pub area: bool,
    pub treaty: Option<usize>,
    pub params: usize,
    pub versions: Vec<(Span, C)>,
}

#[derive(Debug, Clone, Default)]
pub struct Place {
    pub within: Vec<(usize, Span)>,
    pub kinds: Vec<usize>,
    pub at: Option<(f64, f64)>,
    pub territory: Vec<(usize, Span)>,
    pub administered: Vec<(usize, Span)>,
    pub claimed: Vec<(usize, Span)>,
    pub polygon: bool,
}

/// The corners of the one polygon, across the antimeridian.
pub const POLYGON: [(f64, f64); 4] = [(-10.0, 170.0), (10.0, 170.0), (10.0, -170.0), (-10.0, -170.0)];

#[derive(Debug, Clone)]
pub struct Member {
    pub actor: usize,
    pub days: Span,
    pub when: Option<C>,
}

#[derive(Debug, Clone)]
pub struct Leg {
    pub from: usize,
    pub to: usize,
    pub days: Span,
    pub when: Option<C>,
}

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Eq, Ord)]
pub enum Role {
    Scope,
    Opinion,
    Requires,
    Except,
    Until,
}

#[derive(Debug, Clone)]
pub enum To {
    /// Not written: the victim if the clause has one, else nobody.
    Unsaid,
    All,
    Set(Set),
}

#[derive(Debug, Clone)]
pub struct Rider {
    pub party: usize,
    pub days: Span,
    pub only_if: Vec<C>,
    pub instead: bool,
}

/// How strongly a clause binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bind {
    #[default]
    Shall,
    May,
    ShallNot,
}

/// What a line of precedence names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    All,
    Treaty(usize),
    Clause(usize, usize),
}

/// `yields to` or `prevails over`, in a treaty or in one of its clauses.
#[derive(Debug, Clone)]
pub struct Rank {
    pub prevails: bool,
    pub over: Named,
    pub when: Option<C>,
}

#[derive(Debug, Clone)]
pub struct Clause {
    pub name: usize,
    pub days: Span,
    pub kind: usize,
    pub trigger: Option<C>,
    pub on: Option<Set>,
    pub limbs: Vec<(Role, C)>,
    pub obligors: Set,
    pub bind: Bind,
    /// A node of the tree `response`.
    pub what: usize,
    pub to: To,
    /// Against whom, by name.
    pub against: Vec<usize>,
    pub riders: Vec<Rider>,
    pub ranks: Vec<Rank>,
}

#[derive(Debug, Clone, Default)]
pub struct Treaty {
    pub days: Span,
    pub parties: Vec<Member>,
    pub protects: Vec<Member>,
    pub legs: Vec<Leg>,
    pub clauses: Vec<Clause>,
    pub signed: Option<Date>,
    pub ranks: Vec<Rank>,
}

/// The readings of a question, each with its holders.
pub type Question = Vec<Vec<(usize, Span)>>;

/// A whole rule set.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub great: Vec<(usize, Span)>,
    pub places: Vec<Place>,
    pub questions: Vec<Question>,
    pub terms: Vec<Term>,
    pub treaties: Vec<Treaty>,
    /// Named choices of readings.
    pub interpretations: Vec<Interpretation>,
    /// What general law presumes: that the more special text comes first, or else the later.
    pub presumes: Vec<bool>,
    /// What a law asks beside the rules.
    pub beside: Vec<C>,
}

/// A named choice of readings, and whose readings it takes beside them.
#[derive(Debug, Clone, Default)]
pub struct Interpretation {
    pub closed: Vec<(usize, usize)>,
    pub held_by: Option<usize>,
}
