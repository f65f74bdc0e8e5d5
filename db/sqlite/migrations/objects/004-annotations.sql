-- Annotations: named payloads of a version, written and removed without touching it.

CREATE TABLE annotation (
  version INTEGER NOT NULL,                -- id of the version's row
  name TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  blob INTEGER NOT NULL,
  checksum TEXT,
  replication INTEGER NOT NULL DEFAULT 0,  -- index into REPLICATION_STATUSES
  PRIMARY KEY (version, name)
) WITHOUT ROWID;
