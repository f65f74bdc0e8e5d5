import { S3Error } from '../../../db/model/s3-error.ts'

const SHAPE = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/
const RESERVED_PREFIXES = ['xn--', 'sthree-']
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/**
 * User Guide, "General purpose bucket naming rules".
 * choice: the prefix `amzn-s3-demo-`, which AWS keeps for its documentation, is let through, so that documented
 * examples run as they are printed.
 * @throws S3Error `InvalidBucketName`
 */
export function checkBucketName(name: string): void {
  const valid =
    SHAPE.test(name) &&
    !/\.[.-]|-\./.test(name) &&
    !ADDRESS.test(name) &&
    !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix))
  if (!valid) throw new S3Error('InvalidBucketName', { detail: { BucketName: name } })
}
