//! Importers of scholars' codings: what is read, what is refused, what is never confident, and the
//! figures against the human codes where a copy of the data is at hand.

mod data;
mod figures;
mod line;
mod readers;
mod skeletons;
mod wars;
