//! The shipped library as a whole: every dossier and every row of the table of cases has rules, every
//! instrument says what sort it is, and where the words are known the clauses that matter most leave
//! nothing out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use casus::builtin;
use casus::diagnostic::Code;
use casus::ir::{ClauseId, Program};
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

fn library() -> Resolved {
    let limits = Limits::default();
    let trees: Vec<_> = builtin::rules()
        .zip(0..)
        .map(|((_, text), at)| (FileId(at), parse(FileId(at), text, &limits).tree))
        .collect();
    resolve(&trees, &limits)
}

/// Everything that an instrument quotes as its source.
fn sources(program: &Program) -> String {
    let treaties = program.treaties.iter().flat_map(|treaty| &treaty.cites);
    let clauses = program.clauses.iter().flat_map(|clause| &clause.cites);
    let questions = program.questions.iter().flat_map(|question| &question.sources);
    let terms = program.terms.iter().flat_map(|term| term.versions.iter().flat_map(|version| &version.cites));
    let all: Vec<&str> = treaties.chain(clauses).chain(questions).chain(terms).map(String::as_str).collect();
    all.join("\n")
}

/// The dossiers, each with an instrument that it is about.
const DOSSIERS: [(&str, &str); 44] = [
    ("anglo-japanese", "anglo_japanese_1911"),
    ("anzus-1951", "anzus"),
    ("arsiwa-2001", "state_responsibility"),
    ("baghdad-1955", "baghdad"),
    ("brussels-1948", "brussels"),
    ("budapest-1994", "budapest"),
    ("csipa-2023", "csipa"),
    ("cst-1992", "cst"),
    ("dual-1879", "dual_alliance"),
    ("entente-1904-1912", "entente"),
    ("fin-ussr-1948", "finland_ussr"),
    ("fpda-1971", "fpda"),
    ("fra-pol-1921", "franco_polish"),
    ("franco-italian-1902", "franco_italian"),
    ("franco-russian-1892", "franco_russian"),
    ("icj-nicaragua-1986", "icj_collective_defence"),
    ("israel-us", "us_israel_1975"),
    ("london-1839", "london_1839"),
    ("manila-1954", "manila"),
    ("molotov-ribbentrop-1939", "molotov_ribbentrop"),
    ("nat-1949", "north_atlantic"),
    ("others-2025", "qatar_order"),
    ("ottoman-german-1914", "ottoman_german"),
    ("prc-dprk-1961", "prc_dprk"),
    ("pukpuk-2025", "pukpuk"),
    ("reinsurance-1887", "reinsurance"),
    ("rio-1947", "rio"),
    ("romania-1883", "romania_alliance"),
    ("rus-dprk-2024", "russia_dprk"),
    ("sino-soviet-1950", "sino_soviet"),
    ("smda-2025", "saudi_pakistan"),
    ("teu-42-7", "eu_mutual_assistance"),
    ("tra-1979", "taiwan_relations_act"),
    ("triple-1882", "triple_alliance"),
    ("uk-pol-1939", "uk_poland"),
    ("ukraine-2024", "ukraine_us_2024"),
    ("un-charter", "un_charter"),
    ("us-domestic", "us_war_powers"),
    ("us-jpn-1960", "us_japan"),
    ("us-kor-1953", "us_korea"),
    ("us-phl-1951", "us_philippines"),
    ("us-roc-1954", "us_roc"),
    ("ussr-dprk-1961", "ussr_dprk"),
    ("warsaw-1955", "warsaw"),
];

/// Rows of the table of cases that the rules quote by another name.
const OTHER_NAMES: [(&str, &str); 4] = [
    ("formosa-1955", "formosa_resolution"),
    ("anglo-japanese-1902", "anglo_japanese_1902"),
    ("anglo-japanese-1911", "anglo_japanese_1911"),
    ("wpr-1973", "us_war_powers"),
];

#[test]
fn every_dossier_has_rules_that_quote_it() {
    let program = library().program;
    let sources = sources(&program);
    for (dossier, instrument) in DOSSIERS {
        let treaty = program.treaty(program.find_treaty(instrument).unwrap()).unwrap();
        assert!(!treaty.clauses.is_empty(), "{instrument} has no clause");
        assert!(sources.contains(dossier), "no rule quotes {dossier}");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/treaties");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("NOT COMPARED: {} is not there", folder.display());
        return;
    };
    let files: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|stem| stem != "INDEX")
        .collect();
    assert_eq!(files, DOSSIERS.iter().map(|(dossier, _)| (*dossier).to_owned()).collect());
}

#[test]
fn every_row_of_the_table_of_cases_has_rules() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/README.md");
    let Ok(text) = fs::read_to_string(&page) else {
        println!("NOT COMPARED: {} is not there", page.display());
        return;
    };
    let table = text.split("### Treaty identifiers").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<&str> =
        table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert!(rows.len() > 80, "the table has {} rows", rows.len());
    let program = library().program;
    let sources = sources(&program);
    let named: BTreeMap<&str, &str> = OTHER_NAMES.into_iter().collect();
    let missing: Vec<&&str> = rows
        .iter()
        .filter(|row| match named.get(*row) {
            Some(instrument) => program.find_treaty(instrument).is_none(),
            None => !sources.contains(**row),
        })
        .collect();
    assert!(missing.is_empty(), "rows of the table without rules: {missing:?}");
}

#[test]
fn every_instrument_and_clause_says_what_sort_it_is() {
    let resolved = library();
    let unsorted: Vec<&str> = resolved
        .diagnostics
        .iter()
        .filter(|d| [Code::MISSING_NATURE, Code::MISSING_GUARANTEE].contains(&d.code))
        .map(|d| d.message.as_str())
        .collect();
    assert!(unsorted.is_empty(), "{unsorted:?}");
    assert!(resolved.program.clauses.iter().all(|clause| clause.guarantee.is_some()));
}

#[test]
fn every_statement_is_quoted_from_a_dossier_and_agrees_with_the_readings() {
    let resolved = library();
    assert!(resolved.program.statements.len() > 40);
    for said in &resolved.program.statements {
        let quoted = said.cites.iter().any(|cite| DOSSIERS.iter().any(|(dossier, _)| cite.contains(dossier)));
        assert!(quoted, "{} quotes no dossier", said.name);
    }
    let unheld = resolved.diagnostics.iter().find(|d| d.code == Code::UNHELD_STATEMENT);
    assert!(unheld.is_none(), "{unheld:?}");
}

/// Kinds of clause in which a gap would change an answer that people act on.
const WEIGHTY: [&str; 4] = ["consultation", "defence", "neutrality", "duration"];

/// What a gap of such a clause has to say: that the words themselves are missing.
const NO_WORDS: [&str; 3] = ["unpublished", "not in the file", "not in the sources"];

/// Gaps in clauses of these kinds that cannot be closed, because the sources end there. A new one needs
/// a line here, and one that is closed has to leave.
const SOURCES_END: [(&str, &str); 12] = [
    ("aachen.defend", "Art. 4"),
    ("anglo_japanese_1905.consult", "Art. I"),
    ("anglo_japanese_1911.consult", "Art. I"),
    ("finland_ussr.withdraw", "Art. 8"),
    ("london_1839.cooperate_1870", "Treaties of 1870"),
    ("london_1839.luxembourg_neutrality", "Treaty of 1867"),
    ("pukpuk.consult", "consultation"),
    ("saudi_pakistan.consult", "consultation"),
    ("saudi_pakistan.defend", "reported clause"),
    ("saudi_pakistan.use_nuclear_weapons", "reported clause"),
    ("saudi_pakistan.withdraw", "withdrawal"),
    ("ukraine_partners_2024.consult", "whole text"),
];

#[test]
fn no_gap_sits_in_a_clause_of_weight_unless_the_sources_end_there() {
    let program = library().program;
    let tree = program.tree(program.kernel.kind).unwrap();
    let above: Vec<_> = WEIGHTY.iter().map(|kind| tree.find(kind).unwrap()).collect();
    let mut found = BTreeSet::new();
    for (at, clause) in program.clauses.iter().enumerate() {
        // General law is no instrument: what it leaves out stands with every answer that it touches.
        let overlay = program.treaty(clause.treaty).unwrap().overlay;
        if overlay || !above.iter().any(|kind| tree.is_under(clause.kind, *kind)) {
            continue;
        }
        let path = program.clause_path(ClauseId::at(at));
        for gap in &clause.gaps {
            let missing = NO_WORDS.iter().any(|words| gap.reason.contains(words));
            assert!(missing, "{path} leaves out {} for another reason: {}", gap.article, gap.reason);
            found.insert((path.clone(), gap.article.clone()));
        }
    }
    let known =
        SOURCES_END.iter().map(|(path, article)| ((*path).to_owned(), (*article).to_owned())).collect();
    assert_eq!(found, known, "left: gaps of the rules; right: gaps that are known to have no source");
}
