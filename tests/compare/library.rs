//! The shipped rules compared, each page judged by what the dossier says.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The records of a comparison; its exit code is that of findings.
fn records(line: &[&str]) -> Vec<Value> {
    let mut words = vec!["compare"];
    words.extend(line);
    words.extend(["--format", "json"]);
    let done = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(words)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// The values of a field in a group of a record.
fn values<'v>(record: &'v Value, field: &str, group: &str) -> Vec<&'v str> {
    let rows = record["values"].as_array().unwrap();
    let row = rows.iter().find(|row| row["field"] == field).unwrap();
    words(&row[group])
}

// us-phl-1951, phl-d4: in 1975 not the forces stationed in the Spratlys; since 1979 forces, vessels and
// aircraft wherever they are in the Pacific. phl-d1: whether that sea is in the Pacific Area was not said
// in 1975; phl-d5: coast guards are named since 2023.
#[test]
fn the_united_states_promised_more_in_the_south_china_sea_in_2023_than_in_1975() {
    let line =
        ["USA@1975-07-01", "USA@2023-07-01", "--clause", "us_philippines.defend", "--on", "2023-07-01"];
    let more = ["--where", "in south_china_sea", "--classes", "3"];
    let found = records(&[line.as_slice(), more.as_slice()].concat());
    let [record] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(record["relation"], "first-implies-second");
    let classes = record["only_second"].as_array().unwrap();
    let firm = &classes[0];
    assert_eq!(firm["however_read"], true);
    let part = |name: &str| {
        let parts = firm["class"].as_array().unwrap().iter();
        parts.filter(|part| part["of"] == name).flat_map(|part| words(&part["values"])).collect::<Vec<_>>()
    };
    assert_eq!(part("place"), ["spratly_islands"]);
    assert!(part("object").contains(&"armed_forces"));
    assert_eq!(firm["first"], "not owed");
    assert_eq!(firm["second"], "owed");
    assert_eq!(record["only_first"].as_array().unwrap().len(), 0);
}

// Outside that sea the two stances say the same of forces: the cable of 1975 was about the Spratlys.
#[test]
fn what_changed_between_1975_and_2023_is_about_that_sea_and_coast_guards() {
    let line =
        ["USA@1975-07-01", "USA@2023-07-01", "--clause", "us_philippines.defend", "--on", "2023-07-01"];
    let more = ["--where", "not in south_china_sea", "--classes", "4"];
    let found = records(&[line.as_slice(), more.as_slice()].concat());
    for class in found[0]["only_second"].as_array().unwrap() {
        let coast_guard = class["class"]
            .as_array()
            .unwrap()
            .iter()
            .any(|part| part["of"] == "object" && words(&part["values"]) == ["coast_guard_vessel"]);
        assert!(coast_guard, "{class}");
    }
}

// nat-1949, Art. 6: Europe, North America, islands north of the Tropic, forces in the Mediterranean.
// anzus-1951, Art. V: metropolitan territory, islands and forces in the Pacific.
#[test]
fn article_5_and_anzus_iv_part_by_area() {
    let found =
        records(&["north_atlantic.defend", "anzus.defend", "--on", "2023-07-01", "--parties", "USA,GBR,FRA"]);
    let [record] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(record["relation"], "overlap");
    assert!(values(record, "place", "first").contains(&"gibraltar"));
    assert!(values(record, "place", "second").contains(&"hawaii"));
    assert!(values(record, "place", "both").contains(&"united_states"));
    // nat-1949, nat-d2: pressure may be an attack on one reading; anzus-1951 has no such reading.
    assert!(values(record, "act", "first").contains(&"ramming"));
    assert_eq!(values(record, "act", "second"), Vec::<&str>::new());
}

// The two ends are said to be the least and the most that is asked: no duty of the treaty of 1951 is
// owed on the narrow reading alone.
#[test]
fn narrow_asks_no_more_of_the_parties_of_1951_than_broad() {
    for record in records(&["narrow", "broad", "--treaty", "us_philippines", "--on", "2024-06-17"]) {
        let relation = record["relation"].as_str().unwrap();
        assert!(["equivalent", "silent", "first-implies-second"].contains(&relation), "{record}");
    }
}

/// A folder with one commit, gone after the test.
struct Kept(std::path::PathBuf);

impl Kept {
    fn new(text: &str) -> Kept {
        let folder = std::env::temp_dir().join(format!("casus-compare-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let kept = Kept(folder);
        kept.write("words.casus", super::WORDS);
        kept.write("rules.casus", text);
        for line in ["init --quiet", "add .", "-c user.name=a -c user.email=a@b commit --quiet -m first"] {
            let done = Command::new("git").arg("-C").arg(&kept.0).args(line.split(' ')).output().unwrap();
            assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
        }
        kept
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn compare(&self, words: &[&str]) -> (Option<i32>, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_casus"))
            .arg("compare")
            .args(words)
            .args(["--no-builtin", "--on", "1960-01-01"])
            .current_dir(&self.0)
            .output()
            .unwrap();
        let text = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        (done.status.code(), text)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[test]
fn a_folder_is_compared_with_what_it_was() {
    let kept = Kept::new(&super::rules("act is force"));
    let (code, text) = kept.compare(&["HEAD", "."]);
    assert_eq!(code, Some(0), "{text}");
    kept.write("rules.casus", &super::rules("act is force and gravity is grave"));
    let (code, text) = kept.compare(&["HEAD", "."]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(". implies HEAD"), "{text}");
    let (code, text) = kept.compare(&["HEAD~1", "."]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("no revision that git knows"), "{text}");
}
