//! What holds for the whole casebook, each under a name, as JSON.

use serde_json::Value;
use sqlx::Row as _;

use super::{Casebook, undecodable};
use crate::error::Error;

/// The longest value, in bytes of its JSON.
pub const SETTING_BYTES_MAX: usize = 1 << 20;

impl Casebook {
    /// A setting; none where it was never set.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn setting(&self, name: &str) -> Result<Option<Value>, Error> {
        let row = sqlx::query("SELECT value FROM settings WHERE name = $1").bind(name);
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        let text: String = row.try_get(0)?;
        serde_json::from_str(&text).map(Some).map_err(|error| undecodable(0, error))
    }

    /// Sets a setting; null takes it away.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Database`].
    pub async fn set_setting(&self, name: &str, value: &Value) -> Result<(), Error> {
        if value.is_null() {
            let gone = sqlx::query("DELETE FROM settings WHERE name = $1").bind(name);
            gone.execute(&self.pool).await?;
            return Ok(());
        }
        let text = value.to_string();
        if text.len() > SETTING_BYTES_MAX {
            let what = format!("the setting {name}");
            return Err(Error::TooLarge { what, limit_bytes: SETTING_BYTES_MAX });
        }
        let set = sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        );
        set.bind(name).bind(text).execute(&self.pool).await?;
        Ok(())
    }
}
