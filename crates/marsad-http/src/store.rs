//! What survives: lists as a log of changes, the trail of who changed what, and keys, in one SQLite file.
//!
//! A change is durable when the transaction that holds it is committed: the journal is written ahead and
//! synced at each commit. Versions of a list are numbered from 1 without a gap; what a list was at a version
//! is read from the log, which is only ever appended to.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

/// The database's name in the folder of data.
pub(crate) const FILE: &str = "marsad.sqlite";

/// The layout this program reads and writes.
const LAYOUT: i64 = 1;

const CREATE: &str = "
CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 0, -- never falls, not even when the list is deleted
    entries INTEGER NOT NULL DEFAULT 0,
    is_deleted INTEGER NOT NULL DEFAULT 0,
    is_builtin INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE changes ( -- the log: appended to, never altered
    seq INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    version INTEGER NOT NULL,
    entity TEXT NOT NULL,
    record TEXT -- NULL: removed
) STRICT;
CREATE INDEX changes_of_entity ON changes (list, entity, version);
CREATE INDEX changes_of_version ON changes (list, version);
CREATE TABLE entries ( -- what each list holds now
    list INTEGER NOT NULL,
    entity TEXT NOT NULL,
    seq INTEGER NOT NULL, -- the change that brought it, and its place in the list
    kind TEXT NOT NULL,
    folded TEXT NOT NULL, -- id and names, as searched for
    PRIMARY KEY (list, entity)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- milliseconds since 1970
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    list TEXT,
    version INTEGER,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    entries INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_of_list ON audit (list, version);
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    scopes TEXT NOT NULL,
    lists TEXT, -- JSON; NULL: all
    created INTEGER NOT NULL,
    revoked INTEGER
) STRICT;
";

/// A list as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListRow {
    pub id: i64,
    pub name: String,
    pub version: u64,
    pub entries: u64,
    pub is_deleted: bool,
    pub is_builtin: bool,
}

/// One change of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub entity: String,
    /// What it becomes; none when it is removed.
    pub record: Option<Filed>,
}

/// An entity as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filed {
    /// As JSON of the contract.
    pub json: String,
    pub kind: String,
    pub folded: String,
}

/// How many entities a version added, changed and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub added: u64,
    pub changed: u64,
    pub removed: u64,
}

/// A line of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuditRow {
    pub seq: i64,
    pub at: i64,
    pub who: String,
    pub action: String,
    pub list: Option<String>,
    pub version: Option<u64>,
    pub counts: Counts,
    pub entries: u64,
    pub note: String,
}

/// A key as it is filed: its secret only as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyRow {
    pub id: String,
    pub name: String,
    pub hash: Vec<u8>,
    pub scopes: String,
    pub lists: Option<String>,
    pub created: i64,
    pub revoked: Option<i64>,
}

/// What happened to an entity between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub entity: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Which entries of a list are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// Part of a name or id, folded.
    pub folded: &'a str,
    pub kind: Option<&'a str>,
    /// The last id of the page before.
    pub after: &'a str,
    pub limit: u32,
}

/// A connection to the database.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
}

type Result<T> = rusqlite::Result<T>;

impl Store {
    /// Opens the database in `folder`, and makes it if there is none.
    ///
    /// # Errors
    /// A folder or file that can not be used, a database of another layout.
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Store> {
        use anyhow::{Context, bail};
        let path = folder.join(FILE);
        let place = || path.display().to_string();
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let connection = Connection::open(&path).with_context(place)?;
        let store = Store { connection };
        store.set_up().with_context(place)?;
        let layout: i64 = store
            .connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .with_context(place)?;
        match layout {
            LAYOUT => {}
            0 => {
                let made = store.connection.execute_batch(&format!(
                    "BEGIN IMMEDIATE; {CREATE} PRAGMA user_version = {LAYOUT}; COMMIT;"
                ));
                made.with_context(place)?;
            }
            other => bail!("{}: is of layout {other}; this program reads {LAYOUT}", place()),
        }
        Ok(store)
    }

    /// Opens the database in `folder` for reading alone.
    ///
    /// # Errors
    /// A database that can not be opened.
    pub(crate) fn open_reader(folder: &Path) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Store { connection: Connection::open_with_flags(folder.join(FILE), flags)? };
        store.set_up()?;
        store.connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(store)
    }

    fn set_up(&self) -> Result<()> {
        self.connection.busy_timeout(std::time::Duration::from_secs(10))?;
        self.connection.set_prepared_statement_cache_capacity(64);
        self.connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;",
        )
    }

    /// Runs `work` as one transaction: all of it is durable when it gives `Ok`, and none otherwise.
    ///
    /// # Errors
    /// Those of `work`, and of the disk.
    pub(crate) fn durably<T, E: From<rusqlite::Error>>(
        &mut self,
        work: impl FnOnce(&Store) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        if !self.connection.is_autocommit() {
            // left behind by work that panicked
            self.connection.execute_batch("ROLLBACK")?;
        }
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|done| {
            self.connection.execute_batch("COMMIT")?;
            Ok(done)
        });
        if done.is_err() && !self.connection.is_autocommit() {
            // the first error says more than one of undoing
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done
    }

    /// Whether the database is whole: `ok`, or what is wrong with it.
    ///
    /// # Errors
    /// A disk that fails.
    pub(crate) fn integrity(&self) -> Result<String> {
        self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
    }

    /// A number that differs when another connection has written.
    ///
    /// # Errors
    /// A disk that fails.
    pub(crate) fn data_version(&self) -> Result<i64> {
        self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))
    }

    /// Writes a whole copy of the database, as of one moment, to a file that does not exist yet.
    ///
    /// # Errors
    /// A file that exists or can not be written.
    pub(crate) fn back_up(&self, to: &Path) -> Result<()> {
        self.connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map(drop)
    }

    // lists

    /// All lists, the deleted among them, by name.
    pub(crate) fn lists(&self) -> Result<Vec<ListRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, name, version, entries, is_deleted, is_builtin FROM lists ORDER BY name",
        )?;
        let rows = statement.query_map([], list_row)?;
        rows.collect()
    }

    /// The list of that name, even if it is deleted.
    pub(crate) fn list(&self, name: &str) -> Result<Option<ListRow>> {
        self.connection
            .prepare_cached(
                "SELECT id, name, version, entries, is_deleted, is_builtin FROM lists
                 WHERE name = ?1",
            )?
            .query_row([name], list_row)
            .optional()
    }

    /// Files a list of that name, or the deleted one anew: empty, with its version as it was.
    pub(crate) fn create_list(&self, name: &str, is_builtin: bool) -> Result<ListRow> {
        self.connection.execute(
            "INSERT INTO lists (name, is_builtin) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET is_deleted = 0",
            params![name, is_builtin],
        )?;
        self.list(name)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// Takes all entries out of a list and the list out of sight, as a version of its own.
    pub(crate) fn delete_list(&self, list: i64, version: u64) -> Result<()> {
        self.connection.execute(
            "INSERT INTO changes (list, version, entity, record)
             SELECT list, ?2, entity, NULL FROM entries WHERE list = ?1",
            params![list, version],
        )?;
        self.connection.execute("DELETE FROM entries WHERE list = ?1", [list])?;
        self.connection.execute(
            "UPDATE lists SET is_deleted = 1, version = ?2, entries = 0 WHERE id = ?1",
            params![list, version],
        )?;
        Ok(())
    }

    /// What of `changes` would change the list, each entity once, its last change, and how it counts.
    pub(crate) fn effective(
        &self,
        list: i64,
        changes: Vec<Change>,
    ) -> Result<(Vec<Change>, Counts)> {
        let mut last = std::collections::HashMap::with_capacity(changes.len());
        for (k, change) in changes.iter().enumerate() {
            last.insert(change.entity.clone(), k);
        }
        let mut counts = Counts::default();
        let mut kept = Vec::with_capacity(last.len());
        let mut now = self.connection.prepare_cached(
            "SELECT record FROM changes JOIN entries USING (seq)
             WHERE entries.list = ?1 AND entries.entity = ?2",
        )?;
        for (k, change) in changes.into_iter().enumerate() {
            if last.get(&change.entity) != Some(&k) {
                continue;
            }
            let before: Option<String> =
                now.query_row(params![list, change.entity], |row| row.get(0)).optional()?;
            let after = change.record.as_ref().map(|record| &record.json);
            match (&before, after) {
                (None, None) => continue,
                (Some(before), Some(after)) if before == after => continue,
                (None, Some(_)) => counts.added += 1,
                (Some(_), Some(_)) => counts.changed += 1,
                (Some(_), None) => counts.removed += 1,
            }
            kept.push(change);
        }
        Ok((kept, counts))
    }

    /// Appends changes, of which each changes the list, as version `version`.
    pub(crate) fn append(&self, list: i64, version: u64, changes: &[Change]) -> Result<()> {
        let mut log = self.connection.prepare_cached(
            "INSERT INTO changes (list, version, entity, record) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let mut put = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO entries (list, entity, seq, kind, folded)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut take = self
            .connection
            .prepare_cached("DELETE FROM entries WHERE list = ?1 AND entity = ?2")?;
        for change in changes {
            let json = change.record.as_ref().map(|record| &record.json);
            let seq = log.insert(params![list, version, change.entity, json])?;
            match &change.record {
                Some(Filed { kind, folded, .. }) => {
                    put.execute(params![list, change.entity, seq, kind, folded])?;
                }
                None => drop(take.execute(params![list, change.entity])?),
            }
        }
        Ok(())
    }

    /// Notes that a list is at `version` and holds so many entries.
    pub(crate) fn set_version(&self, list: i64, version: u64, entries: u64) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE lists SET version = ?2, entries = ?3 WHERE id = ?1")?
            .execute(params![list, version, entries])
            .map(drop)
    }

    /// All records of a list, in its order.
    pub(crate) fn records(&self, list: i64, mut each: impl FnMut(&str)) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT record FROM entries JOIN changes USING (seq) WHERE entries.list = ?1
             ORDER BY entries.seq",
        )?;
        let mut rows = statement.query([list])?;
        while let Some(row) = rows.next()? {
            each(row.get_ref(0)?.as_str()?);
        }
        Ok(())
    }

    /// The ids of all entities of a list.
    pub(crate) fn ids(&self, list: i64) -> Result<Vec<String>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT entity FROM entries WHERE list = ?1 ORDER BY entity")?;
        statement.query_map([list], |row| row.get(0))?.collect()
    }

    /// The record of one entity.
    pub(crate) fn record(&self, list: i64, entity: &str) -> Result<Option<String>> {
        self.connection
            .prepare_cached(
                "SELECT record FROM entries JOIN changes USING (seq)
                 WHERE entries.list = ?1 AND entries.entity = ?2",
            )?
            .query_row(params![list, entity], |row| row.get(0))
            .optional()
    }

    /// The records of a page, with their ids, by id.
    pub(crate) fn page(&self, list: i64, page: Page<'_>) -> Result<Vec<(String, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entries.entity, record FROM entries JOIN changes USING (seq)
             WHERE entries.list = ?1 AND entries.entity > ?2
               AND (?3 = '' OR instr(folded, ?3) > 0) AND (?4 IS NULL OR kind = ?4)
             ORDER BY entries.entity LIMIT ?5",
        )?;
        let asked = params![list, page.after, page.folded, page.kind, page.limit];
        statement.query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// What differs between two versions of a list, by id, from `after` on.
    pub(crate) fn differences(
        &self,
        list: i64,
        from: u64,
        to: u64,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Difference>> {
        let mut touched = self.connection.prepare_cached(
            "SELECT DISTINCT entity FROM changes
             WHERE list = ?1 AND version > ?2 AND version <= ?3 AND entity > ?4
             ORDER BY entity",
        )?;
        let mut at = self.connection.prepare_cached(
            "SELECT record FROM changes WHERE list = ?1 AND entity = ?2 AND version <= ?3
             ORDER BY version DESC, seq DESC LIMIT 1",
        )?;
        let (low, high) = (from.min(to), from.max(to));
        let mut found = Vec::new();
        let mut rows = touched.query(params![list, low, high, after])?;
        while let Some(row) = rows.next()? {
            let entity: String = row.get(0)?;
            let mut record = |version: u64| -> Result<Option<String>> {
                let row = at.query_row(params![list, entity, version], |row| row.get(0));
                Ok(row.optional()?.flatten())
            };
            let (before, after) = (record(from)?, record(to)?);
            if before != after {
                found.push(Difference { entity, before, after });
                if found.len() >= limit as usize {
                    break;
                }
            }
        }
        Ok(found)
    }

    // trail

    /// Appends a line to the trail; its number does not count.
    pub(crate) fn note(&self, row: &AuditRow) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO audit
                 (at, who, action, list, version, added, changed, removed, entries, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                row.at,
                row.who,
                row.action,
                row.list,
                row.version,
                row.counts.added,
                row.counts.changed,
                row.counts.removed,
                row.entries,
                row.note
            ])
            .map(drop)
    }

    /// The newest lines of the trail before line `before`, of one list or of all.
    pub(crate) fn trail(
        &self,
        list: Option<&str>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<AuditRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT seq, at, who, action, list, version, added, changed, removed, entries, note
             FROM audit WHERE (?1 IS NULL OR list = ?1) AND seq < ?2
             ORDER BY seq DESC LIMIT ?3",
        )?;
        statement.query_map(params![list, before, limit], audit_row)?.collect()
    }

    // keys

    /// Files a key.
    pub(crate) fn add_key(&self, key: &KeyRow) -> Result<()> {
        self.connection
            .execute(
                "INSERT INTO keys (id, name, hash, scopes, lists, created)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![key.id, key.name, key.hash, key.scopes, key.lists, key.created],
            )
            .map(drop)
    }

    /// Ends a key. Whether there was one.
    pub(crate) fn revoke_key(&self, id: &str, at: i64) -> Result<bool> {
        let n = self.connection.execute(
            "UPDATE keys SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL",
            params![id, at],
        )?;
        Ok(n > 0)
    }

    /// All keys, those that were ended among them, in the order of their making.
    pub(crate) fn keys(&self) -> Result<Vec<KeyRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, name, hash, scopes, lists, created, revoked FROM keys ORDER BY created, id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(KeyRow {
                id: row.get(0)?,
                name: row.get(1)?,
                hash: row.get(2)?,
                scopes: row.get(3)?,
                lists: row.get(4)?,
                created: row.get(5)?,
                revoked: row.get(6)?,
            })
        })?;
        rows.collect()
    }
}

fn list_row(row: &Row<'_>) -> Result<ListRow> {
    Ok(ListRow {
        id: row.get(0)?,
        name: row.get(1)?,
        version: row.get(2)?,
        entries: row.get(3)?,
        is_deleted: row.get(4)?,
        is_builtin: row.get(5)?,
    })
}

fn audit_row(row: &Row<'_>) -> Result<AuditRow> {
    Ok(AuditRow {
        seq: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        action: row.get(3)?,
        list: row.get(4)?,
        version: row.get(5)?,
        counts: Counts { added: row.get(6)?, changed: row.get(7)?, removed: row.get(8)? },
        entries: row.get(9)?,
        note: row.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(entity: &str, json: &str) -> Change {
        let filed =
            Filed { json: json.to_owned(), kind: "name".to_owned(), folded: entity.to_owned() };
        Change { entity: entity.to_owned(), record: Some(filed) }
    }

    fn take(entity: &str) -> Change {
        Change { entity: entity.to_owned(), record: None }
    }

    #[test]
    fn versions_are_read_from_the_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let list = store.create_list("people", false).unwrap().id;
        let steps = [
            vec![put("a", "1"), put("b", "1")],
            vec![put("a", "2"), take("b")],
            vec![put("c", "3")],
        ];
        for (version, changes) in (1..).zip(steps) {
            let (changes, _) = store.effective(list, changes).unwrap();
            store.durably(|store| store.append(list, version, &changes)).unwrap();
        }
        let told = |from, to| -> Vec<String> {
            let differences = store.differences(list, from, to, "", 100).unwrap();
            let side = |record: Option<String>| record.unwrap_or_else(|| "-".to_owned());
            let tell =
                |it: Difference| format!("{}:{}>{}", it.entity, side(it.before), side(it.after));
            differences.into_iter().map(tell).collect()
        };
        assert_eq!(told(1, 2), ["a:1>2", "b:1>-"]);
        assert_eq!(told(2, 1), ["a:2>1", "b:->1"]);
        assert_eq!(told(0, 3), ["a:->2", "c:->3"]);
        assert_eq!(told(3, 3), [""; 0]);
        assert_eq!(store.integrity().unwrap(), "ok");
    }

    #[test]
    fn changes_that_change_nothing_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let list = store.create_list("people", false).unwrap().id;
        store.append(list, 1, &[put("a", "1"), put("b", "1")]).unwrap();
        let changes =
            vec![put("a", "2"), put("a", "1"), put("b", "2"), take("x"), put("c", "1"), take("b")];
        let (kept, counts) = store.effective(list, changes).unwrap();
        assert_eq!(kept, [put("c", "1"), take("b")]);
        assert_eq!(counts, Counts { added: 1, changed: 0, removed: 1 });
    }

    #[test]
    fn what_fails_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let failed: Result<()> = store.durably(|store| {
            store.create_list("half", false)?;
            Err(rusqlite::Error::InvalidQuery)
        });
        assert!(failed.is_err());
        assert_eq!(store.list("half").unwrap(), None);
        store.durably(|store| store.create_list("whole", false)).unwrap();
        assert!(Store::open_reader(folder.path()).unwrap().list("whole").unwrap().is_some());
    }

    #[test]
    fn another_layout_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.connection.execute_batch("PRAGMA user_version = 9").unwrap();
        drop(store);
        let error = Store::open(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("is of layout 9; this program reads 1"), "{error}");
    }
}
