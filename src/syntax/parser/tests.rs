//! What the parser makes of the small shapes: precedence, atoms, sets, statements.

use super::*;
use crate::syntax::tree::{
    Article, Beneficiary, ClauseLineKind, Cond, CondKind, ConsultPart, FieldType, ItemKind, Manner, Name,
    PlaceLineKind, Quantifier, Response, Set, Speed, TestLineKind, TreatyLineKind, Trigger, Value, Who,
};

fn read(text: &str) -> Parsed {
    let parsed = parse(FileId(0), text, &Limits::default());
    let said: Vec<&str> = parsed.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(said.is_empty(), "{text}: {said:?}");
    parsed
}

fn item(text: &str) -> ItemKind {
    read(text).tree.items.remove(0).kind
}

fn condition(text: &str) -> Cond {
    let ItemKind::Term(term) = item(&format!("term x = {text}")) else { panic!() };
    term.condition
}

fn clause_line(text: &str) -> ClauseLineKind {
    let ItemKind::Treaty(mut treaty) = item(&format!("treaty x {{ clause c \"a\" {{ {text} }} }}")) else {
        panic!()
    };
    let TreatyLineKind::Clause(mut clause) = treaty.lines.remove(0).kind else { panic!() };
    clause.lines.remove(0).kind
}

fn response(text: &str) -> Response {
    let ClauseLineKind::Response(response) = clause_line(&format!("response {text}")) else { panic!() };
    response
}

fn words(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.text.as_str()).collect()
}

/// A condition as text with all its brackets.
fn bracketed(cond: &Cond) -> String {
    let all = |of: &[Cond], word: &str| {
        let inner: Vec<String> = of.iter().map(bracketed).collect();
        format!("({})", inner.join(word))
    };
    match &cond.kind {
        CondKind::Or(of) => all(of, " or "),
        CondKind::And(of) => all(of, " and "),
        CondKind::Not(of) => format!("(not {})", bracketed(of)),
        CondKind::Call { name, .. } => name.text.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn or_binds_weakest_then_and_then_not() {
    let table = [
        ("a or b and c", "(a or (b and c))"),
        ("a and b or c", "((a and b) or c)"),
        ("not a and b", "((not a) and b)"),
        ("not a or b", "((not a) or b)"),
        ("not not a", "(not (not a))"),
        ("not (a or b)", "(not (a or b))"),
        ("(a or b) and c", "((a or b) and c)"),
    ];
    for (text, expected) in table {
        assert_eq!(bracketed(&condition(text)), expected, "{text}");
    }
}

#[test]
fn a_chain_has_its_members_side_by_side() {
    assert_eq!(bracketed(&condition("a or b or c or d")), "(a or b or c or d)");
    assert_eq!(bracketed(&condition("a and b and c")), "(a and b and c)");
    assert_eq!(bracketed(&condition("a or (b or c)")), "(a or (b or c))");
}

#[test]
fn an_atom_is_known_by_the_words_that_follow() {
    type Is = fn(&CondKind) -> bool;
    let table: [(&str, Is); 28] = [
        ("always", |k| matches!(k, CondKind::Always)),
        ("armed_attack", |k| matches!(k, CondKind::Call { args, .. } if args.is_empty())),
        ("armed_attack(victim, p)", |k| matches!(k, CondKind::Call { args, .. } if args.len() == 2)),
        ("USA has invoked", |k| {
            matches!(k, CondKind::Has { to: None, newly: false, anywhere: false, under: None, .. })
        }),
        ("USA has newly invoked under rio", |k| {
            matches!(k, CondKind::Has { newly: true, under: Some(_), .. })
        }),
        ("USA has newly", |k| matches!(k, CondKind::Has { newly: false, .. })),
        ("any other party has invoked to x anywhere", |k| {
            matches!(
                k,
                CondKind::Has {
                    who: Who::Quantified { every: false, other: true, .. },
                    to: Some(_),
                    anywhere: true,
                    ..
                }
            )
        }),
        ("every party has invoked", |k| {
            matches!(k, CondKind::Has { who: Who::Quantified { every: true, .. }, .. })
        }),
        (
            "at least 2/3 of parties except VEN, CUB have voted_for",
            |k| matches!(k, CondKind::Has { who: Who::Share { except, .. }, .. } if except.len() == 2),
        ),
        ("act is hostile", |k| matches!(k, CondKind::Is { negated: false, article: false, .. })),
        ("a is state", |k| matches!(k, CondKind::Is { article: false, .. })),
        ("attacker is not a great_power", |k| matches!(k, CondKind::Is { negated: true, article: true, .. })),
        ("cyber is never", |k| matches!(k, CondKind::Is { value, .. } if value.text == "never")),
        ("attacker is party", |k| matches!(k, CondKind::IsParty { treaty: None, .. })),
        ("attacker is a party to rio", |k| matches!(k, CondKind::IsParty { treaty: Some(_), .. })),
        ("any party is not bound to victim by defence", |k| {
            matches!(k, CondKind::IsBound { negated: true, kind: Some(_), .. })
        }),
        ("act in {raid, shelling,}", |k| matches!(k, CondKind::In { values, .. } if values.len() == 2)),
        ("gravity at least incident", |k| matches!(k, CondKind::AtLeast { most: false, .. })),
        ("force_size at most 5", |k| matches!(k, CondKind::AtLeast { most: true, .. })),
        ("force_size >= -5.5", |k| matches!(k, CondKind::Compare { value, .. } if value.text == "-5.5")),
        ("from 1950-01-01", |k| matches!(k, CondKind::From(_))),
        ("before 1950-01-01", |k| matches!(k, CondKind::Before(_))),
        ("in pacific", |k| matches!(k, CondKind::InPlace(_))),
        ("island territory of p", |k| matches!(k, CondKind::Territory { kind: Some(_), .. })),
        ("territory of p", |k| matches!(k, CondKind::Territory { kind: None, .. })),
        ("territory administered by p", |k| matches!(k, CondKind::Administered(_))),
        ("north of 23.4366", |k| matches!(k, CondKind::Side(..))),
        (
            "clause a.b is available by x for y",
            |k| matches!(k, CondKind::ClauseIs { path, available: true, by: Some(_), to: Some(_) } if path.len() == 2),
        ),
    ];
    for (text, is) in table {
        let cond = condition(text);
        assert!(is(&cond.kind), "{text}: {:?}", cond.kind);
        assert_eq!(cond.span.range(), 9..9 + text.len(), "{text}");
    }
}

#[test]
fn statement_words_are_free_as_names() {
    assert!(matches!(condition("trigger is scope").kind, CondKind::Is { .. }));
    assert!(matches!(condition("territory is kind").kind, CondKind::Is { .. }));
    assert!(matches!(condition("clause is open").kind, CondKind::Is { .. }));
    assert!(matches!(condition("north in {a}").kind, CondKind::In { .. }));
    assert!(matches!(clause_line("kind report"), ClauseLineKind::Kind(_)));
}

#[test]
fn quantifiers_range_over_classes_and_names() {
    let over = |text: &str| match condition(text).kind {
        CondKind::Quantified { how, over, name, .. } => (how, over, name.text),
        other => panic!("{text}: {other:?}"),
    };
    let (how, set, name) = over("some attacker a where a is state");
    assert!(matches!(how, Quantifier::Some) && name == "a");
    assert!(
        matches!(set, Set::Each { article: Article::Any, other: false, classes, .. } if words(&classes) == ["attacker"])
    );
    let (how, set, _) = over("every other party p where (p is x)");
    assert!(matches!(how, Quantifier::Every));
    assert!(matches!(set, Set::Each { article: Article::Every, other: true, .. }));
    let (how, set, _) = over("at least 2 party or protected except USA, KOR p where not p is x");
    assert!(matches!(how, Quantifier::AtLeast(n) if n.text == "2"));
    assert!(matches!(set, Set::Each { classes, except, .. } if classes.len() == 2 && except.len() == 2));
    let (_, set, _) = over("some USA, KOR p where p is x");
    assert!(matches!(set, Set::Names(names) if names.len() == 2));
    let (_, set, name) = over("some a party p where p is x");
    assert!(matches!(set, Set::Each { article: Article::A, .. }) && name == "p");
    let (_, set, name) = over("some other p where p is x");
    assert!(matches!(set, Set::Each { other: false, .. }) && name == "p");
}

#[test]
fn a_trigger_binds_who_is_struck() {
    let ClauseLineKind::Trigger(Trigger::When { on: Some((set, name)), .. }) =
        clause_line("trigger attack on a party or protected except CUB as struck")
    else {
        panic!()
    };
    assert!(
        matches!(set, Set::Each { article: Article::A, classes, except, .. } if classes.len() == 2 && except.len() == 1)
    );
    assert_eq!(name.map(|n| n.text).as_deref(), Some("struck"));
    assert!(matches!(clause_line("trigger standing"), ClauseLineKind::Trigger(Trigger::Standing)));
}

#[test]
fn except_at_the_beginning_of_a_line_is_a_line() {
    let ItemKind::Treaty(treaty) =
        item("treaty x { clause c \"a\" {\n trigger attack on a party\n except provoked\n} }")
    else {
        panic!()
    };
    let TreatyLineKind::Clause(clause) = &treaty.lines[0].kind else { panic!() };
    assert!(matches!(clause.lines[1].kind, ClauseLineKind::Except(None, _)));
}

#[test]
fn a_response_tells_names_from_manners() {
    let answer = response(
        "USA, KOR shall not armed_force for PHL, JPN, immediately, by any means, at its own discretion, \"so\"",
    );
    assert!(matches!(answer.obligors, Set::Names(names) if names.len() == 2));
    assert!(matches!(answer.beneficiary, Some(Beneficiary::Set(Set::Names(names))) if names.len() == 2));
    assert!(matches!(
        answer.manners.as_slice(),
        [Manner::At(Speed::Immediately), Manner::AnyMeans, Manner::OwnDiscretion, Manner::Text(_)]
    ));
    assert!(matches!(response("victim may consult for all").beneficiary, Some(Beneficiary::All(_))));
}

#[test]
fn a_consultation_has_parts() {
    let ClauseLineKind::Consultation(Some(parts)) = clause_line(
        "consultation on demand of USA, PHL, consensus, before acting, at level \"ministers\", vote 2/3 of members, within 48 hours, not binding",
    ) else {
        panic!()
    };
    assert!(matches!(&parts[0], ConsultPart::OnDemandOf(Set::Names(names)) if names.len() == 2));
    assert!(matches!(&parts[1..4], [ConsultPart::Consensus, ConsultPart::Before, ConsultPart::Level(_)]));
    assert!(matches!(
        &parts[4..],
        [ConsultPart::Vote(..), ConsultPart::Speed(Speed::Within(..)), ConsultPart::Binding(false, _)]
    ));
    assert!(matches!(clause_line("consultation none"), ClauseLineKind::Consultation(None)));
}

#[test]
fn in_is_told_by_its_place() {
    let ItemKind::Treaty(treaty) = item("treaty x { party A when q is yes in force 1950-01-01 }") else {
        panic!()
    };
    assert!(matches!(treaty.lines[1].kind, TreatyLineKind::InForce(_)));
    let ItemKind::Treaty(treaty) = item("treaty x { party A when q\n in force 1950-01-01 }") else {
        panic!()
    };
    assert!(matches!(treaty.lines[1].kind, TreatyLineKind::InForce(_)));
    let ItemKind::Place(place) = item("place x { in a, b from 1950-01-01 in c }") else { panic!() };
    assert!(
        matches!(&place.lines[0].kind, PlaceLineKind::In(names, days) if names.len() == 2 && days.from.is_some())
    );
}

#[test]
fn fields_may_be_called_by_connectives() {
    assert!(
        matches!(item("field by: actor \"who\""), ItemKind::Field(field) if matches!(field.kind, FieldType::Actor))
    );
    let ItemKind::Test(test) =
        item("test \"t\" { event { date 1950-01-01 by ARG } expect x.y open on {by, gravity} }")
    else {
        panic!()
    };
    let TestLineKind::Event(lines) = &test.lines[0].kind else { panic!() };
    assert_eq!(lines[1].field.text, "by");
    let TestLineKind::Expect(expect) = &test.lines[1].kind else { panic!() };
    assert_eq!(words(&expect.on), ["by", "gravity"]);
}

#[test]
fn an_event_has_values_of_every_kind() {
    let text = "test \"t\" { event { act {raid, one of {a, b}} by disputed {USA by EST, CHN by RUS} size -3 \
                record { by USA does invoked } record { record { by KOR }, record { by JPN } } } }";
    let ItemKind::Test(test) = item(text) else { panic!() };
    let TestLineKind::Event(lines) = &test.lines[0].kind else { panic!() };
    assert!(matches!(&lines[0].value, Value::List(of, _) if matches!(of[1], Value::OneOf(..))));
    assert!(matches!(&lines[1].value, Value::Disputed(of, _) if of.len() == 2));
    assert!(matches!(&lines[2].value, Value::Number(_)));
    assert!(matches!(&lines[3].value, Value::Record(of, _) if of.len() == 2));
    assert!(matches!(&lines[4].value, Value::List(of, _) if matches!(of[0], Value::Record(..))));
}

#[test]
fn an_expectation_has_all_its_parts() {
    let ItemKind::Test(test) =
        item("test \"t\" { expect t.c by USA for PHL not owed because scope on {a, b} \"source\" }")
    else {
        panic!()
    };
    let TestLineKind::Expect(expect) = &test.lines[0].kind else { panic!() };
    assert_eq!(words(&expect.path), ["t", "c"]);
    assert_eq!(expect.status, crate::syntax::tree::StatusWord::NotOwed);
    assert!(
        expect.by.is_some() && expect.to.is_some() && expect.because.is_some() && expect.source.is_some()
    );
}

#[test]
fn a_property_has_lines_of_every_kind() {
    use crate::syntax::tree::{Binder, PropertyLaw, PropertyLineKind as Line};
    let text = "property \"p\" {\n for any event e, treaty t, parties p, q of t\n from 1950-01-01\n \
                if p owes force to q under t in e and a.b is not owed by p for q\n \
                then p may consult under t in e or act is raid\n \
                monotone in gravity for every clause of kind defence\n broken \"why\" event { act raid } }";
    let ItemKind::Property(property) = item(text) else { panic!() };
    let Line::For(binders) = &property.lines[0].kind else { panic!() };
    assert!(
        matches!(binders.as_slice(), [Binder::Event(_), Binder::Treaty(_), Binder::Party(of, _)] if of.len() == 2)
    );
    let Line::Law(law, trailing) = &property.lines[2].kind else { panic!() };
    let PropertyLaw::If(left, right) = law.as_ref() else { panic!() };
    assert!(trailing.is_empty());
    let CondKind::And(left) = &left.kind else { panic!() };
    assert!(matches!(
        &left[0].kind,
        CondKind::Owes { who: Some(_), to: Some(_), under: Some(_), event: Some(_), .. }
    ));
    assert!(
        matches!(&left[1].kind, CondKind::Stands { path, by: Some(_), to: Some(_), .. } if path.len() == 2)
    );
    assert!(matches!(&right.kind, CondKind::Or(of) if of.len() == 2));
    let Line::Law(law, trailing) = &property.lines[3].kind else { panic!() };
    assert!(matches!(law.as_ref(), PropertyLaw::Monotone(_, None)));
    assert!(matches!(trailing.as_slice(), [Binder::Clause(None, Some(_), None)]));
    assert!(matches!(&property.lines[4].kind, Line::Broken(..)));
}

#[test]
fn a_rule_knows_no_atom_of_a_property() {
    let parsed = parse(FileId(0), "term x = USA owes force", &Limits::default());
    assert!(!parsed.diagnostics.is_empty());
}

#[test]
fn spans_cover_the_statement() {
    let text = "state USA\nterm x = (a or b) // c\nstate KOR";
    let parsed = read(text);
    let spans: Vec<&str> = parsed.tree.items.iter().filter_map(|item| text.get(item.span.range())).collect();
    assert_eq!(spans, ["state USA", "term x = (a or b)", "state KOR"]);
}

#[test]
fn a_line_on_duties_joins_kinds_of_deed_one_way() {
    let line = |text: &str| {
        let ItemKind::Duty(duty) = item(&format!("duty pay is performed by {text}")) else { panic!() };
        (words(&duty.by).join(" "), duty.all)
    };
    assert_eq!(line("paid"), ("paid".to_owned(), false));
    assert_eq!(line("paid, settled"), ("paid settled".to_owned(), false));
    assert_eq!(line("paid and told and shown"), ("paid told shown".to_owned(), true));
    assert_eq!(line("paid, settled in all 12.5 EUR"), ("paid settled".to_owned(), false));
    assert_eq!(
        line("paid in all 5 EUR plus 2% a month after its term, at most 10%"),
        ("paid".to_owned(), false)
    );
    for (wrong, said) in [
        ("2 %", "expected `a` or `for each` and a period"),
        ("2 % a month", "expected `after its term`, `from its beginning` or `while clause … is breached`"),
        ("2 % for each month after its term", "expected `started` or `full`, found `month`"),
        ("2 a month after its term", "expected `%` or the word for what is counted, found `a`"),
        ("2 % a hour after its term", "expected a period, found `hour`"),
        ("a month after its term", "expected how much, found `a`"),
    ] {
        let text = format!("duty pay is performed by paid in all 5 EUR plus {wrong}");
        let parsed = parse(FileId(0), &text, &Limits::default());
        let first = parsed.diagnostics.first().map(|one| one.message.clone()).unwrap_or_default();
        assert!(first.starts_with(said), "{wrong}: {first}");
    }
    assert_eq!(line("paid, settled, even before"), ("paid settled".to_owned(), false));
    assert_eq!(line("paid and told, even before, until undone, lapsed"), ("paid told".to_owned(), true));
    let both = parse(FileId(0), "duty pay is performed by paid and told in all 5 EUR", &Limits::default());
    let help = both.diagnostics.first().and_then(|one| one.help.as_deref());
    assert!(help.is_some_and(|help| help.contains("that each count")), "{help:?}");
    for mixed in
        ["paid, settled and told", "paid and told, settled", "paid or settled", "paid and told or shown"]
    {
        let parsed = parse(FileId(0), &format!("duty pay is performed by {mixed}"), &Limits::default());
        let said: Vec<&str> = parsed.diagnostics.iter().flat_map(|one| one.help.as_deref()).collect();
        assert!(said.first().is_some_and(|help| help.contains("two lines for both")), "{mixed}: {said:?}");
    }
}
