//! What is masked, measured on made-up calls; the figures that were reached are a floor.

mod measure;

use measure::{folder, measure, rules};

/// The least part found of a kind, in a file of `corpus/redaction`.
const FLOORS: &[(&str, &str, f64)] = &[
    ("templates.toml", "account", 1.0),
    ("templates.toml", "address", 0.94),
    ("templates.toml", "birth-date", 1.0),
    ("templates.toml", "card", 1.0),
    ("templates.toml", "email", 1.0),
    ("templates.toml", "identity", 1.0),
    ("templates.toml", "name", 0.96),
    ("templates.toml", "phone", 1.0),
    ("templates.toml", "relative", 1.0),
    ("templates.toml", "secret", 1.0),
    ("templates.toml", "=", 1.0),
    ("templates.toml", "precision", 0.99),
    ("templates.toml", "stayed", 0.99),
    ("written.toml", "account", 1.0),
    ("written.toml", "address", 0.94),
    ("written.toml", "birth-date", 1.0),
    ("written.toml", "card", 1.0),
    ("written.toml", "email", 1.0),
    ("written.toml", "identity", 1.0),
    ("written.toml", "name", 0.96),
    ("written.toml", "phone", 1.0),
    ("written.toml", "relative", 1.0),
    ("written.toml", "secret", 1.0),
    ("written.toml", "=", 0.98),
    ("written.toml", "precision", 0.98),
    ("written.toml", "stayed", 0.99),
    ("held-out.toml", "account", 0.75),
    ("held-out.toml", "address", 0.81),
    ("held-out.toml", "birth-date", 1.0),
    ("held-out.toml", "card", 0.89),
    ("held-out.toml", "email", 1.0),
    ("held-out.toml", "identity", 0.83),
    ("held-out.toml", "name", 0.85),
    ("held-out.toml", "phone", 0.9),
    ("held-out.toml", "relative", 1.0),
    ("held-out.toml", "secret", 0.9),
    ("held-out.toml", "=", 1.0),
    ("held-out.toml", "precision", 0.98),
    ("held-out.toml", "stayed", 0.99),
];

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
