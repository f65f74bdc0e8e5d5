import { lockMissing, retentionOver } from '../../../model/object-lock.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { retentionMode } from '../commands/insert-version.ts'
import { LEGAL_HOLDS } from '../rows/version-rows.ts'
import type { AttrChange } from './attr-change.ts'

type PutLegalHold = Extract<ObjectChange, { kind: 'putLegalHold' }>
type PutRetention = Extract<ObjectChange, { kind: 'putRetention' }>

export const putLegalHold: AttrChange<PutLegalHold> = {
  set: 'hold = @hold',
  refusals: [],
  repeatable: true,
  values: (_context, { on }) => ({ hold: LEGAL_HOLDS.indexOf(on) }),
  refuse: (_context, bucket) => lockMissing(bucket),
}

/**
 * PutObjectRetention. COMPLIANCE can only be extended; GOVERNANCE is shortened, removed or turned into COMPLIANCE only
 * with the bypass. Source: User Guide, "Object Lock"; API Reference, PutObjectRetention.
 */
export const putRetention: AttrChange<PutRetention> = {
  set: 'ret_mode = @mode, ret_until = @until',
  refusals: [
    {
      when: `a.ret_until > @now AND (
        (a.ret_mode = 2 AND (@mode <> 2 OR @until < a.ret_until))
        OR (a.ret_mode = 1 AND @bypass = 0 AND (@mode <> 1 OR @until < a.ret_until)))`,
      error: () => new S3Error('AccessDenied', { message: 'Access Denied because object protected by object lock.' }),
    },
  ],
  repeatable: true,
  values: (_context, { retention, bypassGovernance }) => ({
    mode: retentionMode(retention),
    until: retention?.untilMs ?? 0,
    bypass: bypassGovernance ? 1 : 0,
  }),
  refuse: ({ clock }, bucket, { retention }) => lockMissing(bucket) ?? retentionOver(retention, clock.now()),
}
