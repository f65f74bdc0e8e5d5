/** For apt-get: a mirror has its bad moments, and another program may be installing something. */
export const PATIENTLY = ['-o', 'Acquire::Retries=5', '-o', 'DPkg::Lock::Timeout=300'] as const
