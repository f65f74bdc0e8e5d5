/**
 * Names that files and folders below a data folder have: databases, generations, random digits, and in a job's work folder
 * those of its steps. None of them has anything of a client's in it.
 */
export const OWN_NAME = new RegExp(
  `^(?:${[
    'lock|state-\\d+|blobs|incoming|work|[0-9a-f]{2}|[0-9a-f-]{20,70}',
    '(?:jobs|objects|lock)\\.db(?:-wal|-shm|-journal)?',
    'coming|snapshots|snapshot-\\d+|record\\.json',
    'tls|ca(?:-key)?\\.pem',
    'manifest\\.(?:csv|json)|tasks\\.csv|inventory-\\d+|report-created|report-(?:succeeded|failed)-\\d+\\.csv',
  ].join('|')})$`,
)
