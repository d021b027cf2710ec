//! Compiled lists as files: mapped when they are opened, put in place whole when they are written.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use marsad::Engine;
use memmap2::Mmap;

use crate::error::{InputError, InputErrorKind};

/// Whether a file begins as a compiled list. A file that can not be read does not.
///
/// ```
/// assert!(!marsad_io::is_compiled("no/such/list.marsad"));
/// ```
pub fn is_compiled(path: impl AsRef<Path>) -> bool {
    let mut start = [0; 8];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && Engine::is_compiled(&start)
}

/// Opens a compiled list. The file is mapped and read where it lies; it must not be written to while
/// the engine is in use. [`save_compiled`] puts another file in its place, which is no harm.
///
/// Cost: a check of all bytes, about 0.1 ms a megabyte.
///
/// # Errors
/// A file that can not be opened; bytes that are no compiled list, a damaged one, or one of another
/// version.
///
/// ```
/// use marsad::{Engine, Entity};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("rivers.marsad");
/// let built = Engine::builder().entity(Entity::new("nile", ["النيل"])).build()?;
/// marsad_io::save_compiled(&path, &built.to_bytes()?)?;
/// assert_eq!(marsad_io::open_compiled(&path)?.n_names(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open_compiled(path: impl AsRef<Path>) -> Result<Engine, InputError> {
    let path = path.as_ref();
    let name: Arc<str> = path.to_string_lossy().into();
    let mapped = File::open(path).and_then(|file| map(&file));
    let mapped = mapped.map_err(|error| InputError::io(Arc::clone(&name), error))?;
    Engine::open(mapped)
        .map_err(|error| InputError::new(InputErrorKind::Compiled, name, error.to_string()))
}

#[expect(unsafe_code, reason = "a file is mapped")]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the map is read only and private to this process. That nobody writes to the file meanwhile
    // is asked of the user; compiled lists are replaced by a rename and never written in place.
    unsafe { Mmap::map(file) }
}

/// Writes a compiled list: to a new file beside `path`, which then takes its place. Whoever has the old
/// one open keeps it, and nobody sees a half.
///
/// # Errors
/// A folder that can not be written to, a full disk. What was there before stays.
pub fn save_compiled(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), InputError> {
    let path = path.as_ref();
    let mut beside = path.file_name().unwrap_or_default().to_os_string();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| {
        // The error that is told is the first; nothing else can be done about a file left behind.
        drop(fs::remove_file(&beside));
        let reason = format!("could not be written: {error}");
        InputError::new(InputErrorKind::Compiled, path.to_string_lossy().into(), reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Watchlist;
    use marsad::Entity;
    use marsad_schema::EntityRecord;

    fn saved(folder: &Path, name: &str, ids: &[&str]) -> std::path::PathBuf {
        let path = folder.join(name);
        let records = ids.iter().map(|id| EntityRecord::new(*id, format!("اسم {id}")));
        let entities: Vec<Entity> = records.map(|record| Entity::from(&record)).collect();
        let engine = Engine::builder().entities(entities).build().unwrap();
        save_compiled(&path, &engine.to_bytes().unwrap()).unwrap();
        path
    }

    #[test]
    fn a_compiled_list_is_a_list_among_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = saved(folder.path(), "one.marsad", &["a", "b"]);
        let mut list = Watchlist::default();
        list.read("two.txt", "b\nc\n".as_bytes()).unwrap();
        list.read_path(&path).unwrap();
        let ids: Vec<&str> = list.entities().map(|entity| entity.id.as_str()).collect();
        assert_eq!(ids, ["b", "c", "a"]);
        let shown = list.problems[0].to_string();
        assert!(
            shown.ends_with("one.marsad:2: the id \"b\" was already given at two.txt:1"),
            "{shown}"
        );
        assert!(is_compiled(&path));
    }

    #[test]
    fn a_list_is_replaced_whole_and_an_open_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = saved(folder.path(), "x.marsad", &["a"]);
        let engine = open_compiled(&path).unwrap();
        saved(folder.path(), "x.marsad", &["b", "c", "d"]);
        assert_eq!((engine.n_entities(), open_compiled(&path).unwrap().n_entities()), (1, 3));
        assert_eq!(engine.entities().next().unwrap().1.id(), "a");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn what_can_not_be_opened_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = saved(folder.path(), "x.marsad", &["a"]);
        let mut bytes = fs::read(&path).unwrap();
        bytes.truncate(200);
        fs::write(&path, &bytes).unwrap();
        let error = open_compiled(&path).unwrap_err();
        assert_eq!(error.kind(), InputErrorKind::Compiled);
        assert!(error.to_string().contains("x.marsad: damaged: it has 200 bytes"), "{error}");
        let error = Watchlist::default().read_path(&path).unwrap_err();
        assert!(error.to_string().contains("x.marsad: damaged"), "{error}");
        fs::write(&path, b"").unwrap();
        assert!(open_compiled(&path).is_err() && !is_compiled(&path));
        let error = save_compiled(folder.path().join("no/such/x.marsad"), b"").unwrap_err();
        assert!(error.to_string().contains("x.marsad: could not be written: "), "{error}");
    }
}
