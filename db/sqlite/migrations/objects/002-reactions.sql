-- What buckets do by themselves.

-- Another number whenever a configuration that makes the bucket act (notification, replication) changes; 0: it has none,
-- so that a write to such a bucket costs nothing more.
ALTER TABLE bucket ADD COLUMN reactions INTEGER NOT NULL DEFAULT 0;

-- Each kind of effect is worked off by itself.
DROP INDEX effect_by_due;
CREATE INDEX effect_by_kind ON effect (kind, due_ms);

-- Replicas that were deleted by their version id: they are not replicated again.
CREATE TABLE deleted_replica (
  bucket_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (bucket_id, key, seq)
) WITHOUT ROWID;
