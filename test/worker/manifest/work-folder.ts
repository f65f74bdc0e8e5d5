import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type ManifestInput, prepareManifest } from '../../../worker/manifest/prepare-manifest.ts'
import { readSlice } from '../../../worker/manifest/read-slice.ts'
import type { ManifestField, SlicePlan } from '../../../worker/manifest/slice-plan.ts'

/** A folder that is removed when the test file is done. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 's3control-manifest-'))
  after(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
  return folder
}

export const twoColumns: readonly ManifestField[] = ['Bucket', 'Key']
export const threeColumns: readonly ManifestField[] = ['Bucket', 'Key', 'VersionId']

export type PrepareOptions = Partial<Omit<ManifestInput, 'files' | 'workFolder'>> & { readonly gzip?: boolean }

/** Prepares manifests given as their contents. */
export function prepareTexts(
  folder: string,
  contents: readonly (string | Buffer)[],
  options: PrepareOptions = {},
): Promise<SlicePlan | undefined> {
  const { gzip = false, ...input } = options
  const files = contents.map((content, index) => {
    const path = join(folder, `manifest-${index}.csv`)
    writeFileSync(path, gzip ? gzipSync(content) : content)
    return { path, gzip }
  })
  return prepareManifest({ fields: twoColumns, sliceRows: 1000, ...input, files, workFolder: folder })
}

export interface Entry {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
  readonly rawKey: string
}

export function entriesOf(plan: SlicePlan): readonly Entry[] {
  return plan.slices.flatMap((slice) =>
    [...readSlice(slice, plan.fields)].flatMap((chunk) => {
      const rawKeys = chunk.rawKeys()
      return chunk.keys.map((key, index) => ({
        bucket: chunk.bucket,
        key,
        versionId: chunk.versionIds?.[index],
        rawKey: rawKeys[index]!,
      }))
    }),
  )
}

export function keysOf(plan: SlicePlan | undefined): readonly string[] {
  return entriesOf(plan!).map(({ key }) => key)
}
