//! The data beside the project, and small made-up files in its form.

use std::fs;
use std::path::PathBuf;

/// A file of the data that lie beside the project; none, said aloud, where they do not.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if !path.is_file() {
        eprintln!("SKIPPED: ../shared/data is not there ({name})");
        return None;
    }
    Some(path)
}

/// Its text.
pub(crate) fn text(name: &str) -> Option<String> {
    path(name).map(|path| fs::read_to_string(path).unwrap())
}

pub(crate) const MEMBERS: &str = "atop/atop4_01_member.csv";
pub(crate) const WARS: &str = "cow_wars/interstate_war_participants_4_0.csv";
pub(crate) const CODINGS: &str = "reliability/berkemeier_fuhrmann_2018.csv";

const MEMBER_COLUMNS: &str = "atopid,member,phase,yrent,moent,dayent,yrexit,moexit,dayexit,wartime,cowwar,estmode,\
defense,offense,neutral,nonagg,consul,defcoadv,defcoloc,defcocon,defconum,defcodem,defconpr,offcoadv,offcoloc,\
offcocon,offconum,offcodem,neucoadv,neucoloc,neucocon,neuconum,neucodem,neuconpr,neucoatt,concoadv,concoloc,\
concocon,concoreq,olimob,obvary,specthrt,statthr1,statthr2";

/// A member file of made-up rows; each row says which columns differ from an empty promise of 1900.
pub(crate) fn members(rows: &[&[(&str, &str)]]) -> String {
    let columns: Vec<&str> = MEMBER_COLUMNS.split(',').collect();
    let mut text = format!("{MEMBER_COLUMNS}\n");
    for row in rows {
        for (name, _) in *row {
            assert!(columns.contains(name), "no column {name}");
        }
        let cell = |column: &&str| -> String {
            let own = row.iter().find(|(name, _)| name == column).map(|(_, value)| (*value).to_owned());
            own.unwrap_or_else(|| {
                match *column {
                    "atopid" => "9001",
                    "yrent" => "1900",
                    "moent" | "dayent" => "1",
                    _ => "0",
                }
                .to_owned()
            })
        };
        text.push_str(&columns.iter().map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

const WAR_COLUMNS: &str = "WarNum,WarName,ccode,StateName,Side,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,\
StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,WhereFought,Initiator";

/// One participant of a made-up war: number, side, first day, where, whether it began.
pub(crate) type Side = (u32, u32, (i32, i32, i32), u32, bool);

/// A file of one made-up war, number 9000, that ended on 31 December 1910.
pub(crate) fn war(sides: &[Side]) -> String {
    let mut text = format!("{WAR_COLUMNS}\n");
    for (state, side, (year, month, day), place, began) in sides {
        let initiator = if *began { 1 } else { 2 };
        text.push_str(&format!(
            "9000,\"War, made up\",{state},State {state},{side},{month},{day},{year},12,31,1910,-8,-8,-8,-8,-8,-8,{place},{initiator}\n"
        ));
    }
    text
}

/// A coding of alliance 9001 in war 9000.
pub(crate) fn codings(met: bool) -> String {
    let (dna, honor) = if met { ("", "1") } else { ("1", "") };
    format!(
        "atopid,cow_war_v4,warname,nonaggLLM,consulLLM,cfnaLLM,dnaLLM,honorLLM,violateLLM,defense,offense,neutral,nonagg,consul\n\
         9001,9000,Made up,,,,{dna},{honor},,1,0,0,0,0\n"
    )
}
