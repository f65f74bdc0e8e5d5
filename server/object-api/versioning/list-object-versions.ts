import { S3Error } from '../../../db/model/s3-error.ts'
import type { ListedVersion, ListVersionsPage } from '../../../db/objects/object-reads.ts'
import type { ListObjectVersionsRequest } from '../../protocol/generated/s3-types.ts'
import { shownAccount } from '../accounts.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler } from '../handler.ts'
import { keyText, pageLimit } from '../listings/list-parameters.ts'
import { listedObject } from '../listings/listed-object.ts'

const NOTHING: ListVersionsPage = Object.freeze({ versions: [], commonPrefixes: [], next: undefined })

export const listObjectVersions: ObjectHandler<ListObjectVersionsRequest> = async (ports, request) => {
  const { input } = request
  const limit = pageLimit(input.MaxKeys, 'max-keys')
  const text = keyText(input.EncodingType)
  checkMarkers(input)
  const bucket = await existingBucket(ports, request)
  const delimiter = input.Delimiter === '' ? undefined : input.Delimiter
  const page =
    limit === 0
      ? NOTHING
      : await ports.store.reads.listVersions({
          bucket: bucket.name,
          prefix: input.Prefix ?? '',
          delimiter,
          keyMarker: input.KeyMarker === '' ? undefined : input.KeyMarker,
          versionIdMarker: input.VersionIdMarker,
          limit,
        })
  const shown = { ports, text, withRestoreStatus: input.OptionalObjectAttributes?.includes('RestoreStatus') === true }
  return {
    output: {
      Name: bucket.name,
      Prefix: text(input.Prefix ?? ''),
      KeyMarker: text(input.KeyMarker ?? ''),
      VersionIdMarker: input.VersionIdMarker ?? '',
      MaxKeys: limit,
      IsTruncated: page.next !== undefined,
      ...(delimiter === undefined ? {} : { Delimiter: text(delimiter) }),
      ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
      ...nextMarkers(page, text),
      Versions: page.versions
        .filter((version) => !version.deleteMarker)
        .map((version) => listedVersion(version, shown)),
      DeleteMarkers: page.versions
        .filter((version) => version.deleteMarker)
        .map((version) => listedMarker(version, shown)),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: text(prefix) })),
    },
  }
}

/** API Reference, ListObjectVersions: a version marker means nothing without its key. */
function checkMarkers({ KeyMarker, VersionIdMarker }: ListObjectVersionsRequest): void {
  if (VersionIdMarker === undefined) return
  if (VersionIdMarker === '') throw invalid('A version-id marker cannot be empty.', '')
  if (KeyMarker === undefined || KeyMarker === '') {
    throw invalid('A version-id marker cannot be specified without a key marker.', VersionIdMarker)
  }
}

interface Shown {
  readonly ports: ObjectApiPorts
  readonly text: (key: string) => string
  readonly withRestoreStatus: boolean
}

function listedVersion(version: ListedVersion, { ports, text, withRestoreStatus }: Shown): object {
  const form = { keyText: text, withOwner: true, withRestoreStatus, nowMs: ports.clock.now() }
  return {
    ...listedObject(version, form, ports.settings),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
  }
}

function listedMarker(version: ListedVersion, { ports, text }: Shown): object {
  return {
    Owner: shownAccount(ports.settings, version.owner),
    Key: text(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: new Date(version.modifiedMs),
  }
}

function nextMarkers({ next }: ListVersionsPage, text: (key: string) => string): object {
  if (next === undefined) return {}
  const { key, versionId } = next
  return { NextKeyMarker: text(key), ...(versionId === undefined ? {} : { NextVersionIdMarker: versionId }) }
}

function invalid(message: string, value: string): S3Error {
  return new S3Error('InvalidArgument', {
    message,
    detail: { ArgumentName: 'version-id-marker', ArgumentValue: value },
  })
}
