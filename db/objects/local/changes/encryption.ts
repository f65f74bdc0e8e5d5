import { S3Error } from '../../../model/s3-error.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { intern } from '../rows/interned.ts'
import type { AttrChange } from './attr-change.ts'

type UpdateEncryption = Extract<ObjectChange, { kind: 'updateEncryption' }>

/** UpdateObjectEncryption: from SSE-S3 or SSE-KMS to SSE-KMS, and not under a lock. Source: API Reference. */
export const updateEncryption: AttrChange<UpdateEncryption> = {
  set: 'encryption = @encryption',
  refusals: [
    {
      when: `a.encryption IN (SELECT id FROM encryption WHERE body ->> 'kind' IN ('DSSE-KMS', 'SSE-C'))`,
      error: () =>
        new S3Error('InvalidRequest', {
          message: 'The encryption type of the source object is not supported for this operation.',
        }),
    },
    {
      when: 'a.hold = 1 OR (a.ret_mode > 0 AND a.ret_until > @now)',
      error: () => new S3Error('AccessDenied', { message: 'Access Denied because object protected by object lock.' }),
    },
  ],
  repeatable: true,
  values: (context, { encryption }) => ({ encryption: intern(context.db, 'encryption', encryption) }),
}
