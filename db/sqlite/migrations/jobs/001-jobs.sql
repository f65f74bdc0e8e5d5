-- Jobs, their idempotency tokens, tags and events. One writer: the main thread.

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,        -- order of creation
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  status TEXT NOT NULL,
  priority INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  terminated_ms INTEGER,
  request TEXT NOT NULL,                 -- the validated request, JSON
  progress TEXT NOT NULL,                -- counters and timers, JSON
  suspended_ms INTEGER,
  suspended_cause TEXT,
  status_reason TEXT,
  failure_reasons TEXT NOT NULL DEFAULT '[]',
  plan TEXT,                             -- what Preparing found, JSON; NULL before
  generated_manifest TEXT
) WITHOUT ROWID;
CREATE INDEX job_by_account ON job (account, region, number DESC);
CREATE INDEX job_by_status ON job (status);

CREATE TABLE job_token (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  token TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  job TEXT NOT NULL,
  PRIMARY KEY (account, region, token)
) WITHOUT ROWID;
CREATE INDEX job_token_by_job ON job_token (job);

CREATE TABLE job_tag (
  job TEXT NOT NULL,
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
