import { describeS3Error, isS3ErrorCode } from '../../../db/model/s3-error.ts'
import { serviceErrorStatus } from '../../control-api/service-error.ts'
import type { Service } from '../../protocol/model.ts'

/** Status and text that belong to a code; S3 Control's texts tell of their case, so the code has none. */
export function describeFaultCode(
  code: string,
  service: Service | undefined,
): { readonly status: number; readonly message?: string } | undefined {
  const control = serviceErrorStatus(code)
  if (service === 's3control' && control !== undefined) return { status: control }
  if (isS3ErrorCode(code)) return describeS3Error(code)
  return control === undefined ? undefined : { status: control }
}
