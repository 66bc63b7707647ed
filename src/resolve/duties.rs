//! Which deeds move a duty. Absent: the moves themselves.

use super::{Context, Items};
use crate::ir::{Becomes, Duty, Origin};

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    let (response, deed) = (cx.program.find_tree("response"), cx.program.find_tree("deed"));
    let (Some(response), Some(deed)) = (response, deed) else { return };
    for item in &items.duties {
        let what = item.it.what.as_ref().map(|name| cx.node(response, name, item.file));
        let by: Vec<_> = item.it.by.iter().filter_map(|name| cx.node(deed, name, item.file)).collect();
        let becomes = Becomes::parse(&item.it.becomes.text);
        if becomes.is_none() {
            let all = Becomes::ALL.map(|word| word.word().to_owned()).to_vec();
            cx.unknown("end or turn of a duty", &item.it.becomes, item.file, all);
        }
        // A kind of response that is not declared has been reported; the line then says nothing.
        let (Some(becomes), true) = (becomes, what != Some(None)) else { continue };
        let origin = Origin { file: item.file, span: item.it.becomes.span };
        cx.program.duties.push(Duty { what: what.flatten(), becomes, by, origin });
    }
}
