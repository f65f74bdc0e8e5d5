-- Jobs, their idempotency tokens, tags and events. One writer: the main thread.

-- Narrow, because it is written with every step of progress; what is large and fixed lies beside it.
CREATE TABLE job (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of creation
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  status TEXT NOT NULL,
  priority INTEGER NOT NULL,
  operation TEXT NOT NULL,                   -- its name
  description TEXT,
  created_ms INTEGER NOT NULL,
  terminated_ms INTEGER,
  total INTEGER NOT NULL DEFAULT 0,
  succeeded INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  active_ms INTEGER NOT NULL DEFAULT 0,
  suspended_ms INTEGER,
  suspended_cause TEXT,
  status_reason TEXT,
  failure_reasons TEXT,                      -- JSON; NULL: none
  generated_manifest TEXT                    -- JSON
);
-- Carries the status so that a filtered listing reads only the rows it shows.
CREATE INDEX job_by_account ON job (account, region, number DESC, status);
CREATE INDEX job_by_status ON job (status, priority DESC, number);
CREATE INDEX job_by_end ON job (terminated_ms) WHERE terminated_ms IS NOT NULL;

-- The validated request, JSON.
CREATE TABLE job_request (job INTEGER PRIMARY KEY, body TEXT NOT NULL);
-- What Preparing found, JSON.
CREATE TABLE job_plan (job INTEGER PRIMARY KEY, body TEXT NOT NULL);

CREATE TABLE job_token (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  token TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  job INTEGER NOT NULL,
  PRIMARY KEY (account, region, token)
) WITHOUT ROWID;
CREATE INDEX job_token_by_job ON job_token (job);

CREATE TABLE job_tag (
  job INTEGER NOT NULL,
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (job, position)
) WITHOUT ROWID;

CREATE TABLE job_event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  body TEXT NOT NULL
);
