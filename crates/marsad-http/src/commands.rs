//! What an operator does without a running server, or beside one: keys, backups, checks.

use std::path::Path;

use anyhow::{Context, bail, ensure};

use crate::auth::{Scope, new_key};
use crate::config::Config;
use crate::log::{now_ms, rfc3339};
use crate::state::database;
use crate::store::{AuditRow, Counts, Store};

/// Makes a key for `lists`, or for all if there are none, and gives it. It is told this once: only a hash
/// is kept.
///
/// # Errors
/// A name that a log can not hold, a database that can not be written.
pub fn create_key(
    config: &Config,
    name: &str,
    scopes: &[Scope],
    lists: &[String],
) -> anyhow::Result<String> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.@ ".contains(c);
    ensure!(
        (1..=64).contains(&name.chars().count()) && name.chars().all(is_plain),
        "a key is named by 1 to 64 letters, digits, spaces and -_.@"
    );
    ensure!(!scopes.is_empty(), "a key without a scope is of no use");
    let mut store = Store::open(&config.data)?;
    let (row, key) = new_key(name, scopes, lists, now_ms())?;
    let note = format!("{}: {}", row.name, row.scopes);
    store.durably(|store| {
        store.add_key(&row)?;
        store.note(&audit("key-create", &row.id, note))
    })?;
    Ok(key)
}

/// A line for each key: its id, name, scopes, lists, and when it was made and ended.
///
/// # Errors
/// A database that can not be read.
pub fn list_keys(config: &Config) -> anyhow::Result<Vec<String>> {
    let rows = Store::open(&config.data)?.keys()?;
    let told = rows.into_iter().map(|row| {
        let lists = row.lists.unwrap_or_else(|| "all lists".to_owned());
        let ended = row.revoked.map_or(String::new(), |at| format!("\trevoked {}", rfc3339(at)));
        let made = rfc3339(row.created);
        format!("{}\t{}\t{}\t{lists}\tmade {made}{ended}", row.id, row.name, row.scopes)
    });
    Ok(told.collect())
}

/// Ends a key. A running server stops taking it within a second.
///
/// # Errors
/// No key of that id that still holds; a database that can not be written.
pub fn revoke_key(config: &Config, id: &str) -> anyhow::Result<()> {
    let mut store = Store::open(&config.data)?;
    let is_ended = store.durably(|store| -> rusqlite::Result<bool> {
        let is_ended = store.revoke_key(id, now_ms())?;
        if is_ended {
            store.note(&audit("key-revoke", id, String::new()))?;
        }
        Ok(is_ended)
    })?;
    if !is_ended {
        bail!("there is no key `{id}` that still holds; `marsad-server keys list` tells of all");
    }
    Ok(())
}

/// Writes a whole copy of the database, as of one moment, to `to`, beside a running server or without one.
///
/// # Errors
/// A file that is there already or can not be written; a database that is not whole.
pub fn back_up(config: &Config, to: &Path) -> anyhow::Result<()> {
    ensure!(!to.exists(), "{} is there already", to.display());
    ensure!(database(config).exists(), "{} is not there", database(config).display());
    let store = Store::open(&config.data)?;
    store.back_up(to).with_context(|| to.display().to_string())?;
    Ok(())
}

/// Whether the settings make sense and the database can be opened and is whole.
///
/// # Errors
/// What does not, or is not.
pub fn check(config: &Config) -> anyhow::Result<()> {
    config.check()?;
    if !database(config).exists() {
        return Ok(()); // it is made at the first start
    }
    let told = Store::open(&config.data)?.integrity()?;
    ensure!(told == "ok", "{}: {told}", database(config).display());
    Ok(())
}

fn audit(action: &str, id: &str, note: String) -> AuditRow {
    AuditRow {
        seq: 0,
        at: now_ms(),
        who: "command line".to_owned(),
        action: action.to_owned(),
        list: None,
        version: None,
        counts: Counts::default(),
        entries: 0,
        note: if note.is_empty() { id.to_owned() } else { format!("{id}: {note}") },
    }
}
