/** PutBucketCors, GetBucketCors and DeleteBucketCors. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  CORSRule,
  DeleteBucketCorsRequest,
  GetBucketCorsRequest,
  PutBucketCorsRequest,
} from '../../protocol/generated/s3-types.ts'
import { isHeaderToken } from '../../protocol/headers.ts'
import { CORS_METHODS } from '../cors/cors-rule.ts'
import type { ObjectHandler } from '../handler.ts'
import { requireBodyDigest } from '../request/body-digest.ts'
import { checkDocument } from '../request/check-document.ts'
import { putConfiguration, removeConfiguration, requireConfiguration } from './stored-configuration.ts'

export const CORS_CONFIGURATION = BUCKET_CONFIGURATIONS.cors
const MAX_RULES = 100

export const putBucketCors: ObjectHandler<PutBucketCorsRequest> = (ports, request) => {
  const { CORSConfiguration: configuration } = request.input
  requireBodyDigest(request)
  checkDocument(request)
  if (configuration.CORSRules.length === 0 || configuration.CORSRules.length > MAX_RULES)
    throw new S3Error('MalformedXML')
  for (const rule of configuration.CORSRules) checkRule(rule)
  return putConfiguration(ports, request, CORS_CONFIGURATION, configuration)
}

export const getBucketCors: ObjectHandler<GetBucketCorsRequest> = async (ports, request) => ({
  output: await requireConfiguration(ports, request, {
    kind: CORS_CONFIGURATION,
    shape: request.operation.output,
    missing: 'NoSuchCORSConfiguration',
  }),
})

export const deleteBucketCors: ObjectHandler<DeleteBucketCorsRequest> = (ports, request) =>
  removeConfiguration(ports, request, CORS_CONFIGURATION)

/** User Guide, "Elements of a CORS configuration". */
function checkRule({ AllowedMethods, AllowedOrigins, AllowedHeaders = [], ExposeHeaders = [] }: CORSRule): void {
  if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) throw new S3Error('MalformedXML')
  for (const method of AllowedMethods) {
    if (!CORS_METHODS.has(method))
      throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
  }
  for (const origin of AllowedOrigins) {
    if (wildcards(origin) > 1) throw invalid(`AllowedOrigin "${origin}" can not have more than one wildcard.`)
  }
  for (const header of AllowedHeaders) {
    if (!isHeaderToken(header)) throw invalid(`AllowedHeader "${header}" contains invalid character.`)
    if (wildcards(header) > 1) throw invalid(`AllowedHeader "${header}" can not have more than one wildcard.`)
  }
  for (const header of ExposeHeaders) {
    if (wildcards(header) > 0) {
      throw invalid(
        `ExposeHeader "${header}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      )
    }
  }
}

function wildcards(text: string): number {
  return text.split('*').length - 1
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
