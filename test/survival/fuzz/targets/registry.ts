import type { FuzzTarget } from '../target.ts'
import { documents, xml } from './documents.ts'
import { framing } from './framing.ts'
import { itself } from './itself.ts'
import { jobs } from './jobs.ts'
import { csvManifests, inventoryData, inventoryIndexes, taskFiles } from './manifests.ts'
import { browserForms, bucketPolicies, postPolicies } from './policies.ts'
import { dnsQuestions, lambdaAnswers } from './replies.ts'
import { requests } from './requests.ts'
import { seedDocuments, seedRequests } from './seeds.ts'
import { snapshotRequests } from './snapshots.ts'
import { texts } from './texts.ts'
import { wire } from './wire.ts'

/** Everything that takes bytes from strangers: without a network in between, which is fast, and with one. */
export const TARGETS = {
  xml,
  documents,
  requests,
  texts,
  framing,
  'csv-manifests': csvManifests,
  'inventory-data': inventoryData,
  'inventory-indexes': inventoryIndexes,
  'task-files': taskFiles,
  'bucket-policies': bucketPolicies,
  'post-policies': postPolicies,
  'browser-forms': browserForms,
  'lambda-answers': lambdaAnswers,
  'dns-questions': dnsQuestions,
  'seed-documents': seedDocuments,
  wire,
  jobs,
  'seed-requests': seedRequests,
  'snapshot-requests': snapshotRequests,
} satisfies Record<string, FuzzTarget>

/** Not walked over: the fuzzer's own test. */
export const ALL_TARGETS = { ...TARGETS, itself } satisfies Record<string, FuzzTarget>

export type TargetName = keyof typeof ALL_TARGETS

export function isTarget(name: string): name is TargetName {
  return Object.hasOwn(ALL_TARGETS, name)
}
