/** STS GetCallerIdentity: the first question of many programs (Terraform, CDK, the AWS CLI's own checks). */
import type { Caller } from '../caller.ts'
import { writeXml } from '../protocol/xml/write.ts'
import type { XmlElement } from '../protocol/xml/xml-element.ts'

/** @returns the answer's document, in the AWS Query form */
export function getCallerIdentity({ account, accessKeyId }: Caller, requestId: string): string {
  return writeXml(
    element('GetCallerIdentityResponse', [
      element('GetCallerIdentityResult', [
        leaf('Arn', `arn:aws:iam::${account}:root`),
        leaf('UserId', accessKeyId ?? account),
        leaf('Account', account),
      ]),
      element('ResponseMetadata', [leaf('RequestId', requestId)]),
    ]),
  )
}

export interface StsError {
  readonly code: string
  readonly message: string
}

export function stsErrorDocument({ code, message }: StsError, requestId: string): string {
  return writeXml(
    element('ErrorResponse', [
      element('Error', [leaf('Type', 'Sender'), leaf('Code', code), leaf('Message', message)]),
      leaf('RequestId', requestId),
    ]),
  )
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** The namespace stands on the documents' roots. */
const ROOTS: ReadonlySet<string> = new Set(['GetCallerIdentityResponse', 'ErrorResponse'])

function element(name: string, children: readonly XmlElement[]): XmlElement {
  return { name, attributes: ROOTS.has(name) ? { xmlns: NAMESPACE } : {}, children, text: '' }
}

function leaf(name: string, text: string): XmlElement {
  return { name, attributes: {}, children: [], text }
}
