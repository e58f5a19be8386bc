//! "Did you mean …?" for ids that do not exist.

use anyhow::anyhow;

/// The most suggestions for one unknown id.
const SUGGESTIONS_MAX: usize = 5;

/// The error for an id that does not exist, with those that come near to it.
pub fn unknown<'i>(
    what: &str,
    wanted: &str,
    ids: impl Iterator<Item = &'i str>,
    list: &str,
) -> anyhow::Error {
    let near = near(wanted, ids);
    let wanted = crate::page::safe(wanted);
    if near.is_empty() {
        return anyhow!("there is no {what} `{wanted}`. {list}");
    }
    anyhow!("there is no {what} `{wanted}`. Did you mean {}?", near.join(", "))
}

/// The ids that begin as the wanted one does, else those that hold it, else those that begin with
/// its first word.
fn near<'i>(wanted: &str, ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let ids: Vec<&str> = ids.collect();
    let first_word = wanted.split(['-', '/']).next().unwrap_or_default();
    let pick = |fits: &dyn Fn(&str) -> bool| -> Vec<&'i str> {
        ids.iter().copied().filter(|id| fits(id)).take(SUGGESTIONS_MAX).collect()
    };
    let tries: [&dyn Fn(&str) -> bool; 3] =
        [&|id| id.starts_with(wanted), &|id| id.contains(wanted), &|id| {
            !first_word.is_empty() && id.contains(first_word)
        }];
    tries.iter().map(|fits| pick(*fits)).find(|found| !found.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_ids_come_first() {
        let ids = ["report-us-ftc", "report-uk", "microsoft-report"];
        assert_eq!(near("report", ids.into_iter()), ["report-us-ftc", "report-uk"]);
        assert_eq!(near("soft", ids.into_iter()), ["microsoft-report"]);
        assert_eq!(near("microsoft-calls", ids.into_iter()), ["microsoft-report"]);
        assert!(near("zebra", ids.into_iter()).is_empty());
    }
}
