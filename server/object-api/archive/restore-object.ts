import { isArchived, isReadable } from '../../../db/model/archive.ts'
import { type ObjectVersion, RESTORE_TIERS, type RestoreTier } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { RestoreObjectRequest, RestoreRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { namedVersion } from '../objects/named-version.ts'
import { checkDocument } from '../request/check-document.ts'

/** A restore is accepted (202); of a copy that is there already only the end is moved (200). */
export const restoreObject: ObjectHandler<RestoreObjectRequest> = async (ports, request) => {
  const { RestoreRequest: asked } = request.input
  if (asked === undefined) throw new S3Error('MalformedXML')
  checkDocument(request)
  if (asked.Type === 'SELECT') {
    throw new S3Error('NotImplemented', {
      message: 'Restoring the result of a query is not implemented by s3control-local.',
    })
  }
  const { version, address } = await namedVersion(ports, request)
  const days = daysOf(asked)
  const tier = tierOf(asked)
  refuseTier(version, tier)
  await ports.store.writes.change(address, {
    kind: 'restore',
    days,
    tier,
    durationMs: ports.settings.restoreDurationMs,
  })
  const wasThere = isArchived(version) && isReadable(version, ports.clock.now())
  return { output: {}, status: wasThere ? 200 : 202 }
}

function daysOf({ Days: days }: RestoreRequest): number | undefined {
  if (days === undefined || days >= 1) return days
  throw new S3Error('InvalidArgument', {
    message: 'restoration days should be at least 1',
    detail: { ArgumentName: 'Days', ArgumentValue: String(days) },
  })
}

function tierOf({ GlacierJobParameters: parameters, Tier: outer }: RestoreRequest): RestoreTier {
  const tier = parameters?.Tier ?? outer ?? 'Standard'
  if (isTier(tier)) return tier
  throw new S3Error('MalformedXML')
}

function isTier(text: string): text is RestoreTier {
  return RESTORE_TIERS.some((tier) => tier === text)
}

/** User Guide, "Archive retrieval options": nothing in Deep Archive is expedited. */
function refuseTier({ storageClass, archiveTier }: ObjectVersion, tier: RestoreTier): void {
  const deep = storageClass === 'DEEP_ARCHIVE' || archiveTier === 'DEEP_ARCHIVE_ACCESS'
  if (!deep || tier !== 'Expedited') return
  throw new S3Error('InvalidArgument', {
    message: 'Retrieval option is not supported by this storage class',
    detail: { ArgumentName: 'Tier', ArgumentValue: tier },
  })
}
