-- Access points, and what an account blocks for all that is its own.

CREATE TABLE access_point (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  alias TEXT NOT NULL UNIQUE,         -- stands where a bucket's name may stand
  bucket TEXT NOT NULL,               -- its name: an access point may outlive another account's bucket
  bucket_account TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  vpc TEXT,                           -- NULL: open to the internet
  public_access_block TEXT NOT NULL,  -- JSON
  policy TEXT,                        -- as it was put
  tags TEXT NOT NULL DEFAULT '[]',    -- JSON
  PRIMARY KEY (account, region, name)
) WITHOUT ROWID;
CREATE INDEX access_point_by_bucket ON access_point (bucket);

CREATE TABLE account_configuration (
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, kind)
) WITHOUT ROWID;
