//! Files as rows of half a megabyte: for PostgreSQL, where several processes share one store and its backup. Runs
//! on SQLite too (tests, small installations).
use db::{Db, DbError, FromRow, Row, params};
use kernel::At;

use super::{FileEntry, FileError, FileName, FileStore};

db::statements! { pub(crate) STATEMENTS;
    DROP_CHUNKS = "DELETE FROM app_file_chunk WHERE space = $1 AND name = $2";
    ADD_CHUNK = "INSERT INTO app_file_chunk(space, name, n, body) VALUES ($1, $2, $3, $4)";
    PUT = "INSERT INTO app_file(space, name, bytes, at) VALUES ($1, $2, $3, $4) ON CONFLICT (space, name) DO UPDATE SET bytes = excluded.bytes, at = excluded.at";
    FIND = "SELECT bytes FROM app_file WHERE space = $1 AND name = $2";
    CHUNKS = "SELECT body FROM app_file_chunk WHERE space = $1 AND name = $2 ORDER BY n";
    DROP = "DELETE FROM app_file WHERE space = $1 AND name = $2 AND at < $3";
    SPACES = "SELECT DISTINCT space FROM app_file ORDER BY space";
    LIST = "SELECT name, at, bytes FROM app_file WHERE space = $1 AND at < $2 AND name > $3 ORDER BY name LIMIT $4";
}

/// Bytes of a row.
const CHUNK: usize = 512 * 1024;

/// Files in the tables `app_file` and `app_file_chunk`.
pub struct Chunks {
    db: Db,
}

impl Chunks {
    /// In this store.
    pub fn new(db: Db) -> Self {
        Chunks { db }
    }
}

impl From<DbError> for FileError {
    fn from(e: DbError) -> Self {
        match e {
            DbError::Full => FileError::Full,
            other => FileError::Io(other.to_string()),
        }
    }
}

struct Listed(String, At, i64);
impl FromRow for Listed {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(Listed(r.get(0)?, r.get(1)?, r.get(2)?))
    }
}

impl FileStore for Chunks {
    fn put(&self, name: &FileName, sealed: &[u8], now: At) -> Result<(), FileError> {
        let (name, sealed) = (name.clone(), sealed.to_vec());
        self.db.write(move |tx| {
            tx.exec(DROP_CHUNKS, params![name.space, &name.hex])?;
            for (n, body) in sealed.chunks(CHUNK).enumerate() {
                tx.exec(ADD_CHUNK, params![name.space, &name.hex, n, body])?;
            }
            tx.exec(PUT, params![name.space, &name.hex, sealed.len(), now])?;
            Ok::<_, FileError>(())
        })
    }

    fn get(&self, name: &FileName) -> Result<Option<Vec<u8>>, FileError> {
        self.db.read(|tx| {
            let Some(row) = tx.first(FIND, params![name.space, &name.hex])? else {
                return Ok(None);
            };
            let mut out = Vec::with_capacity(usize::try_from(row.get::<i64>(0)?).unwrap_or(0));
            for chunk in tx.rows(CHUNKS, params![name.space, &name.hex])? {
                out.extend(chunk.get::<Vec<u8>>(0)?);
            }
            Ok(Some(out))
        })
    }

    fn delete(&self, name: &FileName, older_than: At) -> Result<bool, FileError> {
        let name = name.clone();
        self.db.write(move |tx| {
            let gone = tx.exec(DROP, params![name.space, &name.hex, older_than])? == 1;
            if gone {
                tx.exec(DROP_CHUNKS, params![name.space, &name.hex])?;
            }
            Ok(gone)
        })
    }

    fn spaces(&self) -> Result<Vec<String>, FileError> {
        let rows = self.db.read(|tx| tx.rows(SPACES, &[]))?;
        Ok(rows.iter().map(|r| r.get(0)).collect::<Result<_, _>>()?)
    }

    fn list(
        &self,
        space: &'static str,
        older_than: At,
        after: Option<&FileName>,
        limit: usize,
    ) -> Result<Vec<FileEntry>, FileError> {
        self.db.read(|tx| {
            let after = after.map_or("", FileName::hex);
            let rows: Vec<Listed> = tx.all(LIST, params![space, older_than, after, limit])?;
            Ok(rows
                .into_iter()
                .filter_map(|r| {
                    let name = FileName::new(space, &r.0)?;
                    Some(FileEntry { name, at: r.1, bytes: u64::try_from(r.2).unwrap_or(0) })
                })
                .collect())
        })
    }
}
