//! Knowledge is built into the binary: a new or changed file of it means building again.

#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    for folder in ["rules", "facts", "advice"] {
        println!("cargo::rerun-if-changed=../../{folder}");
    }
}
