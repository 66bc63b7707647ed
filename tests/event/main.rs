//! Event files as a user meets them: what is read, and what is said about what is not.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod block;
#[cfg(test)]
mod csv;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod meaning;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod write;
