/** PutBucketWebsite, GetBucketWebsite and DeleteBucketWebsite. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeleteBucketWebsiteRequest,
  GetBucketWebsiteRequest,
  PutBucketWebsiteRequest,
  WebsiteConfiguration,
} from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { checkRoutingRules } from './routing-rules.ts'
import { putConfiguration, removeConfiguration, requireConfiguration } from './stored-configuration.ts'

export const WEBSITE_CONFIGURATION = BUCKET_CONFIGURATIONS.website

export const putBucketWebsite: ObjectHandler<PutBucketWebsiteRequest> = (ports, request) => {
  const { WebsiteConfiguration: configuration } = request.input
  // A protocol has a refusal of its own, where other words that the model does not know make the document malformed.
  checkProtocols(configuration)
  checkDocument(request)
  checkWebsite(configuration)
  return putConfiguration(ports, request, WEBSITE_CONFIGURATION, configuration)
}

export const getBucketWebsite: ObjectHandler<GetBucketWebsiteRequest> = async (ports, request) => ({
  output: await requireConfiguration(ports, request, {
    kind: WEBSITE_CONFIGURATION,
    shape: request.operation.output,
    missing: 'NoSuchWebsiteConfiguration',
  }),
})

export const deleteBucketWebsite: ObjectHandler<DeleteBucketWebsiteRequest> = (ports, request) =>
  removeConfiguration(ports, request, WEBSITE_CONFIGURATION)

/** API Reference, PutBucketWebsite: either everything is redirected, or there is an index document. */
function checkWebsite(configuration: WebsiteConfiguration): void {
  const { RedirectAllRequestsTo: redirect, IndexDocument: index, ErrorDocument: error } = configuration
  if (redirect !== undefined) {
    if (index !== undefined || error !== undefined || configuration.RoutingRules !== undefined) {
      throw invalid(
        'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
        'RedirectAllRequestsTo',
        'not null',
      )
    }
    if (redirect.HostName === '') throw new S3Error('MalformedXML')
    return
  }
  if (index === undefined)
    throw invalid(
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
      'IndexDocument',
      'null',
    )
  if (index.Suffix === '' || index.Suffix.includes('/')) {
    throw invalid('The IndexDocument Suffix is not well formed', 'IndexDocument', index.Suffix)
  }
  if (error?.Key === '') throw invalid('The ErrorDocument Key is not well formed', 'ErrorDocument', '')
  if (configuration.RoutingRules !== undefined) checkRoutingRules(configuration.RoutingRules)
}

function checkProtocols({ RedirectAllRequestsTo: whole, RoutingRules: rules = [] }: WebsiteConfiguration): void {
  const protocols: readonly (string | undefined)[] = [
    whole?.Protocol,
    ...rules.map(({ Redirect: redirect }) => redirect?.Protocol),
  ]
  if (protocols.every((protocol) => protocol === undefined || protocol === 'http' || protocol === 'https')) return
  throw new S3Error('InvalidRequest', {
    message:
      'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
  })
}

function invalid(message: string, name: string, value: string): S3Error {
  return new S3Error('InvalidArgument', { message, detail: { ArgumentName: name, ArgumentValue: value } })
}
