//! Small tests of the parser from within.
