-- Objects, their bodies, uploads in progress, and what jobs did to them.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value ANY
) WITHOUT ROWID;

CREATE TABLE bucket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  versioning INTEGER NOT NULL DEFAULT 0,  -- 0 never enabled, 1 enabled, 2 suspended
  object_lock INTEGER NOT NULL DEFAULT 0,
  acl INTEGER NOT NULL DEFAULT 0
);

-- One row a configuration; `id` tells apart those a bucket may have many of (inventory, metrics, ...).
CREATE TABLE bucket_configuration (
  bucket_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  PRIMARY KEY (bucket_id, kind, id)
) WITHOUT ROWID;

-- Written once. `seq` falls with every write, so the current version of a key is its first row.
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  bucket_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  named INTEGER NOT NULL,    -- 1: has a version id of its own; 0: the null version
  marker INTEGER NOT NULL,   -- 1: a delete marker
  modified_ms INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  blob INTEGER,
  owner TEXT,                -- account, where it is not the bucket's
  headers TEXT,
  checksum TEXT,
  parts TEXT,
  UNIQUE (bucket_id, key, seq)
);

-- What changes after the write: small integers beside the wide row, so that a job dirties few pages.
-- A delete marker has no row here.
CREATE TABLE attr (
  id INTEGER PRIMARY KEY,
  tagset INTEGER NOT NULL DEFAULT 0,
  acl INTEGER NOT NULL DEFAULT 0,
  hold INTEGER NOT NULL DEFAULT 0,             -- 1: legal hold
  ret_mode INTEGER NOT NULL DEFAULT 0,         -- 0 none, 1 GOVERNANCE, 2 COMPLIANCE
  ret_until INTEGER NOT NULL DEFAULT 0,        -- ms
  storage INTEGER NOT NULL DEFAULT 0,          -- index into STORAGE_CLASSES
  encryption INTEGER NOT NULL DEFAULT 0,
  restore_ready INTEGER NOT NULL DEFAULT 0,    -- ms; 0: never restored
  restore_expires INTEGER NOT NULL DEFAULT 0,  -- ms; 0: no end
  restore_tier INTEGER NOT NULL DEFAULT 0,
  archive_tier INTEGER NOT NULL DEFAULT 0,     -- Intelligent-Tiering: 1 archive, 2 deep archive
  replication INTEGER NOT NULL DEFAULT 0       -- index into REPLICATION_STATUSES
);

-- Interned values: `attr` and `bucket` hold their ids; id 0 means "none" or the default.
CREATE TABLE tagset (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);
CREATE TABLE acl (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);
CREATE TABLE encryption (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);

-- A body: inline bytes, a file, or (neither) the segments below in order.
CREATE TABLE blob (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: a reader may hold an old number
  size INTEGER NOT NULL,
  bytes BLOB,
  file TEXT
);
CREATE INDEX blob_by_file ON blob (file) WHERE file IS NOT NULL;
CREATE TABLE blob_segment (
  blob INTEGER NOT NULL,
  number INTEGER NOT NULL,
  child INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (blob, number)
) WITHOUT ROWID;
-- References beyond the first; absent for a body with one owner.
CREATE TABLE blob_share (blob INTEGER PRIMARY KEY, extra INTEGER NOT NULL);

CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  bucket_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  initiated_ms INTEGER NOT NULL,
  account TEXT NOT NULL,
  settings TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX upload_by_key ON upload (bucket_id, key, id);

CREATE TABLE part (
  upload TEXT NOT NULL,
  number INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  blob INTEGER,
  modified_ms INTEGER NOT NULL,
  checksum TEXT,
  PRIMARY KEY (upload, number)
) WITHOUT ROWID;

-- Uploads completed not long ago, so that a repeated completion gets the same answer.
CREATE TABLE completed_upload (
  id TEXT PRIMARY KEY,
  bucket_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  completed_ms INTEGER NOT NULL,
  request TEXT NOT NULL,
  result TEXT NOT NULL
) WITHOUT ROWID;

-- How far a slice of a job got; written in the transaction of its effects.
CREATE TABLE receipt (
  job TEXT NOT NULL,
  slice INTEGER NOT NULL,
  next_byte INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (job, slice)
) WITHOUT ROWID;
-- Results that are not the operation's plain success, a JSON array for each chunk that had any.
CREATE TABLE receipt_result (
  job TEXT NOT NULL,
  slice INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  results TEXT NOT NULL,
  PRIMARY KEY (job, slice, first_row)
) WITHOUT ROWID;

-- What must happen outside the transaction that decided it: notifications, replication.
CREATE TABLE effect (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX effect_by_due ON effect (due_ms);
