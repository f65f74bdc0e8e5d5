import { runLifecycle } from '../lifecycle/run-lifecycle.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { changeAccessPoint, createAccessPoint, removeAccessPoint, setAccountBlock } from './access-points.ts'
import { putAnnotation, removeAnnotation } from './annotations.ts'
import { applyChunk } from './apply-chunk.ts'
import {
  createBucket,
  enableObjectLock,
  putBucketConfiguration,
  removeBucket,
  removeBucketConfiguration,
  setBucketAcl,
  setVersioning,
} from './buckets.ts'
import { changeObject } from './change-object.ts'
import { copyObject } from './copy-object.ts'
import { putAlike } from './put-alike.ts'
import { putObject } from './put-object.ts'
import { forgetReceipts, recordChunk } from './receipts.ts'
import { removeObject } from './remove-object.ts'
import { replicate } from './replicate.ts'
import { settleEffects } from './settle-effects.ts'
import { sweepFolder } from './sweep-folder.ts'
import { abortUpload, completeUpload, createUpload, putPart } from './uploads.ts'

/** Everything that can be written. A command is synchronous, runs inside the writer's transaction, and may throw an S3Error. */
export const commands = {
  createBucket,
  removeBucket,
  setVersioning,
  enableObjectLock,
  setBucketAcl,
  putBucketConfiguration,
  removeBucketConfiguration,
  putObject,
  putAlike,
  copyObject,
  removeObject,
  changeObject,
  putAnnotation,
  removeAnnotation,
  createUpload,
  putPart,
  completeUpload,
  abortUpload,
  applyChunk,
  recordChunk,
  forgetReceipts,
  settleEffects,
  replicate,
  runLifecycle,
  sweepFolder,
  createAccessPoint,
  changeAccessPoint,
  removeAccessPoint,
  setAccountBlock,
} satisfies Record<string, (context: WriteContext, args: never) => unknown>

export type CommandName = keyof typeof commands

/** Commands that leave buckets as they are; after any other one nothing that is remembered of a bucket counts. */
export const LEAVES_BUCKETS: ReadonlySet<string> = new Set<CommandName>([
  'putObject',
  'putAlike',
  'copyObject',
  'removeObject',
  'changeObject',
  'putAnnotation',
  'removeAnnotation',
  'createUpload',
  'putPart',
  'completeUpload',
  'abortUpload',
  'applyChunk',
  'recordChunk',
  'forgetReceipts',
  'settleEffects',
  'replicate',
  'runLifecycle',
  'sweepFolder',
  'createAccessPoint',
  'changeAccessPoint',
  'removeAccessPoint',
  'setAccountBlock',
])
export type CommandArguments<Name extends CommandName> = Parameters<(typeof commands)[Name]>[1]
export type CommandResult<Name extends CommandName> = ReturnType<(typeof commands)[Name]>
