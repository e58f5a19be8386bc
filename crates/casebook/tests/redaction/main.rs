//! What is masked, measured on made-up calls; the figures that were reached are a floor.

mod measure;

use measure::{folder, measure, rules};

/// The least part found of a kind, in a file of `corpus/redaction`.
const FLOORS: &[(&str, &str, f64)] = &[];

#[test]
fn no_less_is_found_than_before() {
    let rules = rules();
    for &(file, kind, least) in FLOORS {
        let figures = measure(&folder().join(file), &rules);
        let share = match kind {
            "precision" => figures.precision,
            "stayed" => figures.stayed,
            kind => figures.recall.get(kind).copied().unwrap_or_default(),
        };
        assert!(share.part() >= least, "{file}, {kind}: {share:?} is less than {least}");
    }
}
