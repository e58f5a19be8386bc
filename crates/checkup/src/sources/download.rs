//! A download, whoever tells of it: a browser's list, or the stream that Windows keeps beside a
//! downloaded file. Here it becomes a trace.

use super::address::{bare, host, site};
use crate::findings::{Moment, Proof};
use crate::trace::Trace;

/// A file that came from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Download {
    /// Where it was put, or its name alone.
    pub(crate) path: String,
    /// The address from which it came.
    pub(crate) address: String,
    /// The page on which it was asked for.
    pub(crate) page: String,
    /// When it began.
    pub(crate) when: Option<Moment>,
    /// Whether it was opened from the browser.
    pub(crate) was_opened: bool,
}

impl Download {
    /// What it states.
    pub(crate) fn trace(self, proof: Proof) -> Trace {
        let name = self.path.rsplit(['\\', '/']).next().unwrap_or_default().to_owned();
        let opened = if self.was_opened { "from the browser" } else { "" };
        let fields = vec![
            ("name", name),
            ("address", bare(&self.address)),
            ("site", site(&self.address)),
            ("page", host(&self.page).unwrap_or_default()),
            ("page-site", site(&self.page)),
            ("path", self.path),
            ("opened", opened.to_owned()),
        ];
        Trace { source: "download", fields, when: self.when, proof }
    }
}
