//! The law of the written rules: what a coded promise means as conditions.
//!
//! In: a duty with its conditions, how uncoded slots are taken. Out: pieces of rule text. Absent:
//! any alliance, any war, any row: what stands here holds for all of them, and each presumption is
//! argued in `docs/scholars-codings.md` under the number that its comment gives.

use std::collections::{BTreeMap, BTreeSet};

use super::atop::{Condition, Duty, Member};
use super::states::{Part, States};
use super::treaties::Reading;

/// Which state of the event the promise is owed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The one that was struck.
    Struck,
    /// The one that struck: for promises that do not wait for an attack.
    Author,
    /// Whichever partner: for promises of which it is not coded what must happen to whom.
    Anyone,
}

impl Side {
    /// Who is on the other side, as conditions name it.
    fn enemy(self) -> &'static str {
        match self {
            Side::Struck => "attacker",
            Side::Author | Side::Anyone => "victim",
        }
    }
}

/// One condition of a clause.
#[derive(Debug, Clone)]
pub(super) struct Limb {
    keyword: &'static str,
    label: &'static str,
    condition: String,
}

impl Limb {
    fn requires(label: &'static str, condition: impl Into<String>) -> Limb {
        Limb { keyword: "requires", label, condition: condition.into() }
    }

    fn except(label: &'static str, condition: impl Into<String>) -> Limb {
        Limb { keyword: "except", label, condition: condition.into() }
    }

    fn line(&self) -> String {
        format!("{} \"{}\" {}\n", self.keyword, self.label, self.condition)
    }
}

/// The duty in names of clauses and classes.
pub(super) fn word(duty: Duty) -> &'static str {
    match duty {
        Duty::Defence => "defence",
        Duty::Offence => "offence",
        Duty::Neutrality => "neutrality",
        Duty::NonAggression => "non_aggression",
        Duty::Consultation => "consultation",
    }
}

fn response(duty: Duty) -> &'static str {
    match duty {
        Duty::Defence => "military_assistance",
        Duty::Offence => "armed_force",
        Duty::Neutrality => "neutrality",
        Duty::NonAggression => "refrain_from_force",
        Duty::Consultation => "consult",
    }
}

/// What sort of instrument its duties make it.
pub(super) fn nature(rows: &[Member]) -> &'static str {
    let any = |duty: Duty| rows.iter().any(|row| row.duties.contains_key(&duty));
    let active =
        |row: &Member| row.duties.contains_key(&Duty::Defence) || row.duties.contains_key(&Duty::Offence);
    if rows.iter().all(active) {
        "mutual_defence"
    } else if rows.iter().any(active) {
        "one_way_guarantee"
    } else if any(Duty::Neutrality) {
        "neutrality_treaty"
    } else if any(Duty::NonAggression) {
        "friendship_treaty"
    } else {
        "consultation_only"
    }
}

/// To whom a promise of this sort is owed.
pub(super) fn sides(duty: Duty, conditions: &BTreeSet<Condition>, reading: Reading) -> &'static [Side] {
    match duty {
        Duty::NonAggression => &[],
        Duty::Offence | Duty::Consultation if reading == Reading::Open => &[Side::Anyone],
        Duty::Defence | Duty::Consultation => &[Side::Struck],
        // Rule 10: a promise for the case that the partner is attacked says nothing of a partner who attacks.
        Duty::Neutrality
            if conditions.contains(&Condition::Attacked) || conditions.contains(&Condition::Unprovoked) =>
        {
            &[Side::Struck]
        }
        Duty::Neutrality | Duty::Offence => &[Side::Struck, Side::Author],
    }
}

/// Whether a member may not attack its partners. A promise to defend a partner, or to stay out of
/// its wars, contains the promise not to make war on it (rule 11); as an open reading only what is coded counts.
pub(super) fn forbids_attack(row: &Member, reading: Reading) -> bool {
    let duties: &[Duty] = match reading {
        Reading::Open => &[Duty::NonAggression],
        Reading::Presumed => &[Duty::NonAggression, Duty::Defence, Duty::Neutrality],
    };
    duties.iter().any(|duty| row.duties.contains_key(duty))
}

/// Whether a member's help waits for more than one adversary, so that a number said of its neutrality
/// means the wars in which there is but one (rule 7).
pub(super) fn is_graded(row: &Member) -> bool {
    let waits = |duty: Duty| row.duties.get(&duty).is_some_and(|all| all.contains(&Condition::Number));
    waits(Duty::Defence) || waits(Duty::Offence)
}

/// What stands behind the codes of a promise.
pub(super) struct Slots<'a> {
    /// Every name of the states named as a threat.
    pub named: &'a BTreeSet<String>,
    /// Those are all.
    pub complete: bool,
    /// Help waits for more than one adversary.
    pub graded: bool,
}

/// The conditions of a promise as limbs.
pub(super) fn limbs(
    duty: Duty,
    conditions: &BTreeSet<Condition>,
    side: Side,
    reading: Reading,
    slots: &Slots<'_>,
) -> Vec<Limb> {
    match reading {
        Reading::Open => open_limbs(duty, conditions, side, slots),
        Reading::Presumed => presumed_limbs(duty, conditions, side, slots),
    }
}

fn any_of(subject: &str, names: &BTreeSet<String>) -> String {
    let parts: Vec<String> = names.iter().map(|name| format!("{subject} is {name}")).collect();
    parts.join(" or ")
}

fn open_limbs(duty: Duty, conditions: &BTreeSet<Condition>, side: Side, slots: &Slots<'_>) -> Vec<Limb> {
    let Slots { named, complete, .. } = *slots;
    let enemy = side.enemy();
    let against = match side {
        Side::Anyone => {
            let struck = any_of("v", named);
            format!("{} or (some victim v where ({struck}))", any_of("attacker", named))
        }
        _ => any_of(enemy, named),
    };
    let one = |condition: &Condition| match condition {
        Condition::Adversary if named.is_empty() => {
            Limb::requires("against a specified adversary; which one has no code", "atop_adversary is met")
        }
        Condition::Adversary if complete => {
            Limb::requires("against the adversary that is named", against.clone())
        }
        Condition::Adversary => Limb::requires(
            "against the adversary that is named, or one that has no code",
            format!("{against} or atop_adversary is met"),
        ),
        Condition::Location => {
            Limb::requires("in a specified area; which one has no code", "atop_area is met")
        }
        Condition::War => Limb::requires("in a specified war; which one has no code", "atop_war is met"),
        // Of neutrality the number may be the most, not the least.
        Condition::Number if side == Side::Anyone || duty == Duty::Neutrality => {
            Limb::requires("against a number of adversaries; which has no code", "atop_number is met")
        }
        Condition::Number => Limb::requires(
            "against a least number of adversaries; more than one, how many has no code",
            format!("at least 2 {enemy} a where a is state and atop_number is met"),
        ),
        Condition::Demand => {
            Limb::requires("after demands were refused; which has no code", "atop_demand is met")
        }
        Condition::Unprovoked => Limb::requires("not provoked", "provocation is none_given"),
        Condition::Attacked => Limb::requires("the partner is the one attacked", "act is hostile_act"),
        Condition::Request => Limb::requires("a party asks for it", "any party has requested_consultation"),
    };
    let asked = conditions.iter().filter(|condition| **condition != Condition::Request);
    let own = (side != Side::Anyone)
        .then(|| Limb::except("nobody owes help against itself", format!("obligor is {enemy}")));
    asked.map(one).chain(own).collect()
}

/// Slots that ATOP does not code at all, or codes only as there.
pub(super) fn not_coded(rows: &[&Member]) -> Vec<Limb> {
    let mut limbs = vec![
        Limb::requires("the words of the trigger have no code", "atop_wording is met"),
        Limb::requires("what must be struck has no code", "atop_target is met"),
        Limb::requires("who decides that the case has come has no code", "atop_decider is met"),
    ];
    if rows.iter().any(|row| row.ratification != Some(false)) {
        limbs.push(Limb::requires("the day of ratification has no code", "atop_ratified is met"));
    }
    if rows.iter().any(|row| row.other_limit) {
        limbs.push(Limb::requires("limited in another way that has no code", "atop_other_limit is met"));
    }
    if rows.iter().any(|row| row.by_partner) {
        limbs.push(Limb::requires("differs by partner; how has no code", "atop_partner is met"));
    }
    limbs
}

fn presumed_limbs(duty: Duty, conditions: &BTreeSet<Condition>, side: Side, slots: &Slots<'_>) -> Vec<Limb> {
    let named = slots.named;
    let (facing, home, enemies) = match side {
        Side::Struck => ("cow_facing_struck", "cow_home(victim)", "cow_struck_faces"),
        Side::Author | Side::Anyone => {
            ("cow_facing_author", "cow_author_home(beneficiary)", "cow_author_faces")
        }
    };
    let has = |condition: Condition| conditions.contains(&condition);
    let mut limbs = Vec::new();
    if duty == Duty::Defence {
        // Rules 4 and 5.
        let reached = if has(Condition::Location) {
            home.to_owned()
        } else {
            format!("{home} or cow_forces_abroad_covered is yes")
        };
        limbs.push(Limb::requires(
            "fought where the struck state is at home, or its forces abroad are covered",
            reached,
        ));
    } else if has(Condition::Location) && (named.is_empty() || !has(Condition::Adversary)) {
        // Rules 4 and 9: an offensive promise that names an area and no enemy looks beyond the partners' homes.
        let reached = match duty {
            Duty::Offence => format!("not {home} and cow_area_reached is yes"),
            _ => home.to_owned(),
        };
        limbs.push(Limb::requires("the war reaches the area, which has no code", reached));
    }
    if has(Condition::Adversary) {
        // Rule 6.
        let condition =
            if named.is_empty() { "cow_adversary_meant is yes".to_owned() } else { any_of(facing, named) };
        limbs.push(Limb::requires("against the adversary that is meant", condition));
    }
    if has(Condition::War) {
        // Rule 8: the clause for the war in which it was made stands beside this one.
        limbs.push(Limb::requires("in the war for which it was made", "cow_entry is going_on"));
    }
    if has(Condition::Number) {
        // Rule 7.
        limbs.push(if duty == Duty::Neutrality && slots.graded {
            Limb::requires("one adversary, against whom no help is owed", format!("{enemies} < 2"))
        } else {
            Limb::requires("more than one adversary", format!("{enemies} >= 2"))
        });
    }
    if has(Condition::Unprovoked) || has(Condition::Attacked) {
        // Rules 3 and 10.
        limbs.push(Limb::except("the partner's side began the war", "cow_entry is intervention"));
    }
    if side == Side::Author {
        limbs.push(Limb::requires("the one that struck is a party", "beneficiary is party"));
    }
    limbs.push(Limb::except("nobody owes help against itself", format!("obligor is {facing}")));
    limbs
}

/// What is needed to write a clause.
pub(super) struct Plan<'a> {
    pub duty: Duty,
    pub side: Side,
    pub suffix: &'a str,
    /// What stands after `every other`.
    pub obligors: &'a str,
    pub reading: Reading,
    pub limbs: &'a [Limb],
    /// Consultation that waits for a request.
    pub on_request: bool,
}

const SILENT: &str = "consultation none\nprocess none\nreport none\n}\n";

/// One clause.
pub(super) fn clause(plan: &Plan<'_>) -> String {
    let duty = plan.duty;
    let fighting = if plan.side == Side::Author { "_beside_author" } else { "" };
    let mut out = format!(
        "clause {}{}{fighting} \"{}\" evidence one_source {{\nkind {}\n",
        word(duty),
        plan.suffix,
        duty.variable(),
        word(duty)
    );
    let event = match (plan.reading, duty) {
        (Reading::Open, _) if plan.side == Side::Anyone => "atop_anything",
        (Reading::Open, _) => "atop_event",
        (Reading::Presumed, Duty::Defence) => "cow_attack",
        (Reading::Presumed, _) => "cow_fight",
    };
    let (on, other, toward) = match plan.side {
        Side::Struck => (" on a party", "other ", "victim"),
        Side::Author => ("", "other ", "attacker"),
        Side::Anyone => ("", "", "every other party"),
    };
    out.push_str(&format!("trigger {event}{on}\n"));
    if plan.on_request && duty == Duty::Consultation {
        out.push_str("opinion any party has requested_consultation\n");
    }
    if plan.side == Side::Author && plan.reading == Reading::Open {
        out.push_str("requires \"the author is a party\" beneficiary is party\n");
    }
    plan.limbs.iter().for_each(|limb| out.push_str(&limb.line()));
    out.push_str(&format!("response every {other}{} shall {} for {toward}\n", plan.obligors, response(duty)));
    out.push_str(SILENT);
    out
}

/// The clause of a promise made in a war, for that war (rule 8).
pub(super) fn in_hand(
    treaty: &str,
    duty: Duty,
    suffix: &str,
    obligors: &str,
    war: u32,
    named: Option<&BTreeSet<String>>,
) -> String {
    let mut out = format!(
        "clause {}{suffix}_in_war_{war} \"{}, made in war {war}\" evidence one_source {{\nkind {}\n",
        word(duty),
        duty.variable(),
        word(duty)
    );
    out.push_str(&format!("trigger cow_going_on and cow_war = {war} on a {treaty}_in_war_{war}\n"));
    if let Some(named) = named {
        let limb = Limb::requires("against the adversary that is named", any_of("cow_facing_struck", named));
        out.push_str(&limb.line());
    }
    out.push_str(&Limb::except("nobody owes help against itself", "obligor is cow_facing_struck").line());
    out.push_str(&format!("response every other {obligors} shall {} for victim\n", response(duty)));
    out.push_str(SILENT);
    out
}

/// The promise not to attack.
pub(super) fn no_attack(obligors: &str, reading: Reading, rows: &[&Member]) -> String {
    let (event, article) = match reading {
        Reading::Open => ("atop_event", "nonagg"),
        Reading::Presumed => ("cow_meeting", "nonagg, or implied by defense or neutral"),
    };
    let mut out = format!(
        "clause no_attack \"{article}\" evidence one_source {{\nkind non_aggression\ntrigger {event} on a party\n\
         requires \"the author made the promise\" obligor is attacker\n"
    );
    if reading == Reading::Open {
        not_coded(rows).iter().for_each(|limb| out.push_str(&limb.line()));
    }
    out.push_str(&format!("response every other {obligors} shall refrain_from_force for victim\n"));
    out.push_str(SILENT);
    out
}

/// The head of rules whose open slots are questions.
pub(super) fn questions() -> String {
    let mut out = String::from(
        "// Alliances as ATOP codes them: promises and conditions, no words of any treaty.\n\
         // Every slot without a code is one of the questions below, which nobody answers; to settle one for a single\n\
         // treaty, change the line in its clause. Answers `owed` are never sure, answers `not owed` may be.\n\n",
    );
    out.push_str(
        "term atop_event \"some blow, pressure or menace\" cite \"ATOP codes no words of a trigger\" evidence one_source =\n\
         act is hostile_act or act is coercive_act or act is menace\n\n\
         term atop_anything \"anything that may make a crisis\" cite \"ATOP codes no words of a trigger\" evidence one_source =\n\
         not act is no_hostile_act\n\n",
    );
    let asked = [
        ("wording", "Does what happened fit the words of the trigger?", ["met", "not_met"]),
        ("target", "Does what was struck count: land, forces, ships, aircraft?", ["met", "not_met"]),
        ("decider", "Has whoever decides found that the case has come?", ["met", "not_met"]),
        ("area", "Did it happen in the area of the promise?", ["met", "not_met"]),
        ("adversary", "Is the other side the adversary of the promise?", ["met", "not_met"]),
        ("war", "Is it the war of the promise?", ["met", "not_met"]),
        ("number", "Are the adversaries as many as the promise asks for?", ["met", "not_met"]),
        ("demand", "Were the demands of the promise made and refused?", ["met", "not_met"]),
        ("ratified", "Had the treaty been ratified by the day?", ["met", "not_met"]),
        ("other_limit", "Is a further limit of the promise kept?", ["met", "not_met"]),
        ("partner", "Does this member's promise run to this partner?", ["met", "not_met"]),
        (
            "day_of_change",
            "Was the state bound on a day about which the coding is silent?",
            ["bound", "not_bound"],
        ),
        ("after_2016", "Is the state still bound, after the end of the coding?", ["bound", "not_bound"]),
    ];
    for (name, text, readings) in asked {
        out.push_str(&format!("question atop_{name} \"{text}\" {{\nsource \"ATOP 4.01 has no code for it\"\nevidence one_source\n"));
        for reading in readings {
            out.push_str(&format!(
                "reading {reading} \"{}\"\ncite \"to be read in the treaty\"\n",
                reading.replace('_', " ")
            ));
        }
        out.push_str("}\n\n");
    }
    out
}

/// The head of rules for wars: vocabulary, parts of the world, the terms of the presumptions.
pub(super) fn presumptions(states: &States) -> String {
    let mut out = String::from(
        "// Alliances as ATOP codes them, for wars as COW codes them. What has no code is presumed as the page\n\
         // docs/scholars-codings.md states and argues; the numbers of the rules are those of that page.\n\n",
    );
    out.push_str(VOCABULARY);
    let mut homes: BTreeMap<Part, BTreeSet<String>> = BTreeMap::new();
    for (name, parts) in states.used() {
        for part in parts {
            homes.entry(*part).or_default().insert(name.clone());
        }
    }
    for (part, names) in &homes {
        let members: Vec<&str> = names.iter().map(String::as_str).collect();
        out.push_str(&format!("class cow_states_of_{} = {{\n{},\n}}\n\n", part.word(), members.join(",\n")));
    }
    let parts: Vec<Part> = homes.into_keys().collect();
    out.push_str(&home("cow_home", "cow_theatre", &parts));
    out.push_str(&home("cow_author_home", "cow_author_theatre", &parts));
    out.push_str(TERMS);
    out
}

fn home(term: &str, field: &str, parts: &[Part]) -> String {
    let cite = "cite \"COW codes of parts of the world; rule 4\" evidence one_source";
    let each: Vec<String> = parts
        .iter()
        .map(|part| format!("({field} is {word} and p is cow_states_of_{word})", word = part.word()))
        .collect();
    let condition = if each.is_empty() { "never".to_owned() } else { each.join("\nor ") };
    format!("term {term}(p) \"fought in its own part of the world\" {cite} =\n{condition}\n\n")
}

const VOCABULARY: &str = "\
tree cow_entry \"how states came to fight in a war\" {
opening \"on the first day, against the side that did not begin\"
widening \"a state joins the side that began, and strikes the other\"
intervention \"a state joins against the side that began, and strikes it\"
entered \"a state is in the war on the struck side; whether it was struck or chose is not coded\"
meeting \"a state joins the side that began; the other had come from afar before, by choice\"
going_on \"the war goes on, and a promise is made in it\"
}

tree cow_part \"parts of the world of the COW lists\" {
america
europe
africa
middle_east
asia
oceania
}

field cow_entry: tree cow_entry \"how the two came to fight\"
field cow_war: number \"number of the war\"
field cow_theatre: tree cow_part \"where the struck state fought\"
field cow_author_theatre: tree cow_part \"where the author fought\"
field cow_facing_struck: actor \"who fought the struck state by then, the author among them\"
field cow_facing_author: actor \"who fought the author by then, the struck state among them\"
field cow_struck_faces: number \"how many those are\"
field cow_author_faces: number \"how many those are\"
field cow_forces_abroad_covered: yes_no \"the promise covers forces away from home; ATOP has no code\"
field cow_adversary_meant: yes_no \"the enemy is the adversary of a promise that names none; ATOP has no code\"
field cow_area_reached: yes_no \"the war reached the area of a promise; ATOP has no code\"

";

const TERMS: &str = "\
term cow_fight \"two sides meet in a war\" cite \"rules 2 and 3\" evidence one_source =
act is use_of_force and cow_entry in {opening, widening, intervention}

term cow_attack \"a state is attacked, or may have been\" cite \"rules 2 and 3\" evidence one_source =
act is use_of_force and cow_entry in {opening, widening, intervention, entered}

term cow_meeting \"one strikes the other, whatever brought them there\" cite \"rule 11\" evidence one_source =
act is use_of_force and cow_entry in {opening, widening, intervention, meeting}

term cow_going_on \"the war goes on\" cite \"rule 8\" evidence one_source =
act is use_of_force and cow_entry is going_on

";
