//! Finding cases by words. This alone differs between the two databases, each of which has a full
//! text search of its own.

use sqlx::Row as _;

use super::{Casebook, Database, Transaction, signed, unsigned, uuid};
use crate::case::{Act, CaseId};
use crate::error::Error;
use crate::identifiers;

/// So many words of a search are looked for.
const WORDS_MAX: usize = 16;
/// So many characters of one change are put into the index.
const INDEXED_CHARS_MAX: usize = 500_000;
/// So many characters around what was found are shown.
const AROUND_CHARS: usize = 60;

/// Where words were found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Hit {
    /// The case.
    pub case: CaseId,
    /// Its number in this casebook.
    pub number: i64,
    /// What people call it.
    pub title: String,
    /// The change that brought the words.
    pub change: u64,
    /// The words with what stands around them.
    pub quote: String,
}

const INDEX_SQLITE: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 \
    (case_id UNINDEXED, change UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2'); \
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1)";
const INDEX_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS words \
    (case_id TEXT NOT NULL, change BIGINT NOT NULL, text TEXT NOT NULL, \
     found tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(text, 500000))) STORED); \
    CREATE INDEX IF NOT EXISTS words_found ON words USING gin (found); \
    CREATE INDEX IF NOT EXISTS words_case ON words (case_id)";

const FIND_SQLITE: &str = "SELECT case_id, CAST(change AS BIGINT), text, number, title \
    FROM words JOIN cases ON cases.id = words.case_id \
    WHERE words MATCH $1 ORDER BY rank LIMIT $2";
const FIND_POSTGRES: &str = "SELECT case_id, change, text, number, title \
    FROM words JOIN cases ON cases.id = words.case_id \
    WHERE found @@ to_tsquery('simple', $1) \
    ORDER BY ts_rank(found, to_tsquery('simple', $1)) DESC LIMIT $2";
/// Stands between the words of a change and the keys by which its numbers are found.
const BEFORE_KEYS: char = '\u{1E}';

impl Casebook {
    pub(super) async fn make_index(&self) -> Result<(), Error> {
        let statement = match self.database {
            Database::Sqlite => INDEX_SQLITE,
            Database::Postgres => INDEX_POSTGRES,
        };
        sqlx::raw_sql(statement).execute(&self.pool).await?;
        Ok(())
    }

    pub(super) async fn index(
        &self,
        to: &mut Transaction,
        name: &str,
        number: u64,
        act: &Act,
    ) -> Result<(), Error> {
        let mut text = act.words().join("\n");
        for key in identifiers::search_keys(act) {
            text.push(BEFORE_KEYS);
            text.push_str(&key);
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        let text: String = text.chars().take(INDEXED_CHARS_MAX).collect();
        sqlx::query("INSERT INTO words (case_id, change, text) VALUES ($1, $2, $3)")
            .bind(name)
            .bind(signed(number))
            .bind(text)
            .execute(to)
            .await?;
        Ok(())
    }

    /// Finds all of the words, the last of them also as the beginning of a longer one; the best
    /// hits first. Capitals do not count. A telephone number finds every way of writing it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn search(&self, words: &str, count: u32) -> Result<Vec<Hit>, Error> {
        let split = words
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(WORDS_MAX)
            .map(str::to_lowercase);
        let words = identifiers::query_keys(words).unwrap_or_else(|| split.collect());
        let Some((last, first)) = words.split_last() else { return Ok(Vec::new()) };
        let (statement, wanted) = match self.database {
            Database::Sqlite => {
                (FIND_SQLITE, first.iter().fold(format!("\"{last}\"*"), and_sqlite))
            }
            Database::Postgres => (FIND_POSTGRES, first.iter().fold(format!("{last}:*"), and)),
        };
        let rows = sqlx::query(statement).bind(wanted).bind(i64::from(count));
        let rows = rows.fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let text: String = row.try_get(2)?;
                let quote = around(&text, &words);
                Ok(Hit {
                    case: uuid(row, 0)?,
                    number: row.try_get(3)?,
                    title: row.try_get(4)?,
                    change: unsigned(row.try_get(1)?),
                    quote,
                })
            })
            .collect()
    }
}

fn and_sqlite(query: String, word: &String) -> String {
    format!("\"{word}\" {query}")
}

fn and(query: String, word: &String) -> String {
    format!("{word} & {query}")
}

/// The first of the words that stands in the text, or the number, with what stands around it.
fn around(text: &str, words: &[String]) -> String {
    let text = text.split(BEFORE_KEYS).next().unwrap_or_default();
    let small = text.to_lowercase();
    let found = words.iter().find_map(|word| small.find(word.as_str()));
    let number = || words.iter().find_map(|key| identifiers::place_of_key(text, key));
    let at = found.or_else(number).unwrap_or(0);
    // Letters may take more or fewer bytes in small; the place is near enough for a quote.
    let at = text.char_indices().take_while(|(byte, _)| *byte < at).count();
    let from = at.saturating_sub(AROUND_CHARS);
    let quote: String = text.chars().skip(from).take(2 * AROUND_CHARS).collect();
    quote.replace('\n', " ")
}
