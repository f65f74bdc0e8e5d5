/**
 * The two error documents. S3 Control wraps (reference 2.2, form W: the one every client reads); S3 sends a bare
 * `Error` without a namespace, because clients find nothing in a namespaced one, and without the `Resource` that its
 * documentation shows and no recorded answer has.
 */
import type { Service } from '../model.ts'
import { writeXml } from '../xml/write.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { NAMESPACES } from './namespaces.ts'

export interface ErrorDocument {
  readonly code: string
  readonly message: string
  readonly requestId: string
  readonly hostId: string
  /** Further elements such as `Key`, `BucketName`, `ArgumentName`, in order. */
  readonly extra?: Readonly<Record<string, string>> | undefined
  /** Whose fault it is, S3 Control's `Type`; `Sender` when absent. */
  readonly fault?: 'Sender' | 'Receiver' | undefined
}

export function encodeError(service: Service, error: ErrorDocument): string {
  return writeXml(DOCUMENTS[service](error))
}

const DOCUMENTS = {
  s3: ({ code, message, extra, requestId, hostId }) =>
    branch('Error', [
      leaf('Code', code),
      leaf('Message', message),
      ...leaves(extra),
      leaf('RequestId', requestId),
      leaf('HostId', hostId),
    ]),
  s3control: ({ code, message, extra, requestId, hostId, fault = 'Sender' }) =>
    branch(
      'ErrorResponse',
      [
        branch('Error', [leaf('Type', fault), leaf('Code', code), leaf('Message', message), ...leaves(extra)]),
        leaf('RequestId', requestId),
        leaf('HostId', hostId),
      ],
      { xmlns: NAMESPACES.s3control },
    ),
} satisfies Record<Service, (error: ErrorDocument) => XmlElement>

function leaf(name: string, text: string): XmlElement {
  return { name, attributes: {}, children: [], text }
}

function leaves(extra: ErrorDocument['extra']): readonly XmlElement[] {
  return Object.entries(extra ?? {}).map(([name, text]) => leaf(name, text))
}

function branch(
  name: string,
  children: readonly XmlElement[],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return { name, attributes, children, text: '' }
}
