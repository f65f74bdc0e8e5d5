-- Completed uploads are forgotten after a while.
CREATE INDEX completed_upload_by_time ON completed_upload (completed_ms);
