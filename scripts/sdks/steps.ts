/** What a scenario tells that it has done, in any language (test/sdk/README.md). */
export const SHORT_SCENARIO: readonly string[] = [
  'create the buckets',
  'put and read the objects',
  'put the manifest',
  'run a tagging job',
  'read the report',
]

export const FULL_SCENARIO: readonly string[] = [
  ...SHORT_SCENARIO,
  'create the same job again',
  'run a copy job',
  'run a Lambda job',
  'confirm a job',
  'cancel a job',
  'list the jobs',
  'tag a job',
  'catch NotFoundException',
  'catch JobStatusException',
  'catch IdempotencyException',
  'catch InvalidNextTokenException',
  'catch TooManyTagsException',
  'catch BadRequestException',
  'catch InvalidRequestException',
  'catch TooManyRequestsException',
  'catch InternalServiceException',
  'catch NoSuchKey',
  'catch NoSuchBucket',
  'get over a fault',
]
