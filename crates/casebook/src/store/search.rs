//! Finding cases by words. This alone differs between the two databases, each of which has a full
//! text search of its own; both are given words without accents.

use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::any::AnyRow;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{Casebook, Database, Transaction, changes, signed, unsigned, uuid};
use crate::case::{Act, CaseId};
use crate::error::Error;
use crate::identifiers;

/// So many words of a search are looked for.
const WORDS_MAX: usize = 16;
/// So many characters of a word count.
const WORD_CHARS_MAX: usize = 64;
/// So many bytes of one change are put into the index: PostgreSQL takes a million, of which each
/// word needs as much again for its place.
const INDEXED_BYTES_MAX: usize = 450_000;
/// So many characters around what was found are shown.
const AROUND_CHARS: usize = 60;
/// So many of the newest changes that fit are ranked: words that stand everywhere would otherwise
/// take the longest, and tell the least.
const RANKED_MAX: i64 = 400;
/// PostgreSQL looks into so many of the newest changes first, as it finds them in no order.
const NEWEST: i64 = 20_000;

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

/// What is found, and where it stands. `indexed_words` belongs to SQLite alone.
const INDEX_SQLITE: &str = "CREATE TABLE indexed \
    (id INTEGER PRIMARY KEY NOT NULL, case_id TEXT NOT NULL, change BIGINT NOT NULL); \
    CREATE INDEX indexed_by_case ON indexed (case_id); \
    CREATE VIRTUAL TABLE indexed_words USING fts5 \
    (text, keys, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'); \
    INSERT INTO indexed_words (indexed_words, rank) VALUES ('secure-delete', 1)";
const INDEX_POSTGRES: &str = "CREATE TABLE indexed \
    (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id TEXT NOT NULL, \
     change BIGINT NOT NULL, text TEXT NOT NULL, found tsvector NOT NULL); \
    CREATE INDEX indexed_found ON indexed USING gin (found); \
    CREATE INDEX indexed_by_case ON indexed (case_id)";
const IS_INDEXED_SQLITE: &str = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'indexed'";
const IS_INDEXED_POSTGRES: &str =
    "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('indexed')";

const ADD_SQLITE: &str = "INSERT INTO indexed (case_id, change) VALUES ($1, $2)";
const ADD_WORDS_SQLITE: &str =
    "INSERT INTO indexed_words (rowid, text, keys) VALUES (last_insert_rowid(), $1, $2)";
const ADD_POSTGRES: &str = "INSERT INTO indexed (case_id, change, text, found) \
    VALUES ($1, $2, $3, to_tsvector('simple', $4))";

const FIND_SQLITE: &str = "WITH newest AS MATERIALIZED \
    (SELECT rowid AS id, bm25(indexed_words) AS score FROM indexed_words \
     WHERE indexed_words MATCH $1 ORDER BY rowid DESC LIMIT $3), \
    best AS MATERIALIZED (SELECT id, score FROM newest ORDER BY score, id DESC LIMIT $2) \
    SELECT case_id, title, CAST(change AS BIGINT), text, number FROM best \
    JOIN indexed ON indexed.id = best.id JOIN indexed_words ON indexed_words.rowid = best.id \
    JOIN cases ON cases.id = case_id ORDER BY best.score, best.id DESC";
const FIND_POSTGRES: &str = "WITH newest AS MATERIALIZED \
    (SELECT id, case_id, change, text, found FROM indexed \
     WHERE found @@ to_tsquery('simple', $1) \
     AND id > COALESCE((SELECT MAX(id) FROM indexed), 0) - $4 LIMIT $3), \
    best AS MATERIALIZED (SELECT id AS place, case_id, change, text, \
     ts_rank(found, to_tsquery('simple', $1), 1) AS score FROM newest \
     ORDER BY score DESC, place DESC LIMIT $2) \
    SELECT case_id, title, change, text, number FROM best JOIN cases ON cases.id = case_id \
    ORDER BY score DESC, place DESC";

impl Casebook {
    /// Makes the index of words where there is none of this form, and fills it from the changes.
    pub(super) async fn make_index(&self) -> Result<(), Error> {
        let (is_indexed, index) = match self.database {
            Database::Sqlite => (IS_INDEXED_SQLITE, INDEX_SQLITE),
            Database::Postgres => (IS_INDEXED_POSTGRES, INDEX_POSTGRES),
        };
        let count: i64 = sqlx::query(is_indexed).fetch_one(&self.pool).await?.try_get(0)?;
        if count > 0 {
            return Ok(());
        }
        let mut transaction = self.pool.begin_with(self.database.begin()).await?;
        sqlx::query(self.database.lock_all()).execute(&mut *transaction).await?;
        let row = sqlx::query(is_indexed).fetch_one(&mut *transaction).await?;
        let count: i64 = row.try_get(0)?;
        if count > 0 {
            // Another one made it in between.
            return Ok(());
        }
        // The index of earlier versions.
        sqlx::raw_sql("DROP TABLE IF EXISTS words").execute(&mut *transaction).await?;
        sqlx::raw_sql(index).execute(&mut *transaction).await?;
        let cases = sqlx::query("SELECT id FROM cases ORDER BY number");
        for row in &cases.fetch_all(&mut *transaction).await? {
            let name: String = row.try_get(0)?;
            for change in changes(&mut transaction, &name).await? {
                // What cannot be read is not found, but told by whoever opens the case.
                if let Ok(act) = change.read() {
                    self.index(&mut transaction, &name, change.number, &act).await?;
                }
            }
        }
        Ok(transaction.commit().await?)
    }

    pub(super) async fn index(
        &self,
        to: &mut Transaction,
        name: &str,
        number: u64,
        act: &Act,
    ) -> Result<(), Error> {
        let text = cut(act.words().join("\n").replace('\0', " "));
        let keys = identifiers::search_keys(act).join(" ");
        if text.trim().is_empty() && keys.is_empty() {
            return Ok(());
        }
        let number = signed(number);
        match self.database {
            Database::Sqlite => {
                sqlx::query(ADD_SQLITE).bind(name).bind(number).execute(&mut *to).await?;
                let keys = keys + &beyond_latin(&text);
                sqlx::query(ADD_WORDS_SQLITE).bind(text).bind(keys).execute(to).await?;
            }
            Database::Postgres => {
                let found = cut(keys + " " + &folded(&text));
                let added = sqlx::query(ADD_POSTGRES).bind(name).bind(number);
                added.bind(text).bind(found).execute(to).await?;
            }
        }
        Ok(())
    }

    /// Takes a case out of the index.
    pub(super) async fn take_out(&self, of: &mut Transaction, name: &str) -> Result<(), Error> {
        if self.database == Database::Sqlite {
            let words = "DELETE FROM indexed_words WHERE rowid IN \
                (SELECT id FROM indexed WHERE case_id = $1)";
            sqlx::query(words).bind(name).execute(&mut *of).await?;
        }
        sqlx::query("DELETE FROM indexed WHERE case_id = $1").bind(name).execute(of).await?;
        Ok(())
    }

    /// Finds all of the words, the last of them also as the beginning of a longer one unless it is
    /// a single letter; of the newest few hundred changes that fit the best first. Capitals,
    /// accents and signs do not count. A telephone number finds every way of writing it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn search(&self, words: &str, count: u32) -> Result<Vec<Hit>, Error> {
        let number = identifiers::query_keys(words);
        let wanted = number.clone().unwrap_or_else(|| wanted(words));
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let rows = match self.database {
            Database::Sqlite => {
                let found = sqlx::query(FIND_SQLITE).bind(all_sqlite(&wanted));
                let found = found.bind(i64::from(count)).bind(RANKED_MAX);
                found.fetch_all(&self.pool).await?
            }
            Database::Postgres => self.find_postgres(&wanted, count).await?,
        };
        let place = |text: &str| match &number {
            Some(keys) => identifiers::place_of_key(text, keys),
            None => first_of(text, &wanted),
        };
        rows.iter().map(|row| hit(row, place)).collect()
    }

    /// Looks into the newest, and into all where these hold too little.
    async fn find_postgres(&self, words: &[String], count: u32) -> Result<Vec<AnyRow>, Error> {
        let wanted = all_postgres(words);
        let mut rows = Vec::new();
        for newest in [NEWEST, i64::MAX] {
            // How to find it best depends on the words, so no plan is kept.
            let found = sqlx::query(FIND_POSTGRES).persistent(false).bind(&wanted);
            let found = found.bind(i64::from(count)).bind(RANKED_MAX).bind(newest);
            rows = found.fetch_all(&self.pool).await?;
            if rows.len() >= count as usize {
                break;
            }
        }
        Ok(rows)
    }
}

/// The words of a search as they are looked for.
fn wanted(words: &str) -> Vec<String> {
    let folded = folded(words);
    let words = folded.split_whitespace().take(WORDS_MAX);
    words.map(|word| word.chars().take(WORD_CHARS_MAX).collect()).collect()
}

/// A text as it is compared: small letters and digits without accents, and blanks for all else.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters = text.nfd().filter(|letter| !is_combining_mark(*letter));
    letters
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect()
}

/// The words of other alphabets once more, without accents: SQLite takes off only Latin ones.
fn beyond_latin(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.is_ascii());
    words.flat_map(|word| [" ".to_owned(), folded(word)]).collect()
}

/// Whether the last word is also looked for as the beginning of longer ones: a single letter begins
/// words without number.
fn is_beginning(words: &[String]) -> bool {
    words.last().is_some_and(|word| word.chars().nth(1).is_some())
}

/// All of the words, the last as a beginning. Between quotes nothing is an operator.
fn all_sqlite(words: &[String]) -> String {
    let mut query = words.iter().fold(String::new(), |mut query, word| {
        let _ = write!(query, " \"{word}\"");
        query
    });
    if is_beginning(words) {
        query.push('*');
    }
    query
}

/// The same; words of letters and digits hold no operator.
fn all_postgres(words: &[String]) -> String {
    words.join(" & ") + if is_beginning(words) { ":*" } else { "" }
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(INDEXED_BYTES_MAX));
    text
}

fn hit(row: &AnyRow, place: impl Fn(&str) -> Option<usize>) -> Result<Hit, Error> {
    let text: String = row.try_get(3)?;
    let quote = around(&text, place(&text).unwrap_or(0));
    let change = unsigned(row.try_get(2)?);
    let (case, number) = (uuid(row, 0)?, row.try_get(4)?);
    Ok(Hit { case, number, title: row.try_get(1)?, change, quote })
}

/// The byte at which the first of the words stands in a text.
fn first_of(text: &str, wanted: &[String]) -> Option<usize> {
    let parts = |letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter);
    let mut words = text.split_inclusive(parts).scan(0, |end, word| {
        let begin = *end;
        *end += word.len();
        Some((begin, folded(word)))
    });
    let fits = |word: &str| wanted.iter().any(|wanted| word.starts_with(wanted.as_str()));
    words.find(|(_, word)| fits(word)).map(|(begin, _)| begin)
}

/// What stands around a byte of a text.
fn around(text: &str, at: usize) -> String {
    let before = text[..at].char_indices().rev().nth(AROUND_CHARS - 1);
    let from = before.map_or(0, |(byte, _)| byte);
    let quote: String = text[from..].chars().take(2 * AROUND_CHARS).collect();
    quote.replace('\n', " ")
}
