//! Knowledge is built into the binary: a new or changed file of it means building again.

fn main() {
    for folder in ["rules", "facts", "advice"] {
        println!("cargo::rerun-if-changed=../../{folder}");
    }
}
