//! casus decides which obligations of security treaties an encoded crisis event calls up, for
//! whom, under which article, how surely, and on which disputed word that turns.

pub mod analyse;
pub mod builtin;
pub mod cascade;
pub mod diagnostic;
pub mod evaluate;
pub mod event;
pub mod explain;
#[cfg(feature = "cli")]
pub mod face;
pub mod import;
pub mod ir;
pub mod land;
pub mod life;
pub mod resolve;
pub mod syntax;
pub mod text;
