//! The command line: everything is in [`casus::face`].

use std::process::ExitCode;

fn main() -> ExitCode {
    casus::face::main()
}
