/**
 * The run-time form of AWS's own service models, as far as a server needs them. The tables in `generated/` are text;
 * `shapes.ts` turns a line into one of these the first time somebody asks for it.
 */
export type Service = 's3' | 's3control'

export interface OperationModel {
  readonly service: Service
  readonly name: string
  readonly method: string
  /** URI template without its query, for example `/v20180820/jobs/{JobId}` or `/{Key+}`. */
  readonly path: string
  /** Query parameters that are part of the operation's address; `undefined` means any value. */
  readonly addressQuery: readonly (readonly [name: string, value: string | undefined])[]
  /** HTTP status of success. */
  readonly status: number
  readonly input: StructureShape
  readonly output: StructureShape
}

export type Shape = ScalarShape | ListShape | MapShape | StructureShape

export interface ScalarShape {
  readonly kind: 'string' | 'integer' | 'double' | 'boolean' | 'timestamp' | 'blob' | 'streaming'
  /** Present when the model names the shape (enumerations only). */
  readonly name?: string
  readonly values?: ReadonlySet<string>
  readonly format?: TimestampFormat
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds'

export interface ListShape {
  readonly kind: 'list'
  readonly itemName: string
  readonly item: Shape
}

export interface MapShape {
  readonly kind: 'map'
  readonly value: Shape
}

export interface StructureShape {
  readonly kind: 'structure' | 'union'
  readonly name: string
  /** The element name that the model gives to the shape itself, used where it is a document's root. */
  readonly xmlName?: string
  readonly members: readonly Member[]
}

/** A structure or a union: what has members. */
export function isStructure(shape: Shape): shape is StructureShape {
  return shape.kind === 'structure' || shape.kind === 'union'
}

export type Binding = 'label' | 'query' | 'header' | 'prefix' | 'payload' | 'body'

export interface Member {
  readonly name: string
  readonly required: boolean
  readonly binding: Binding
  /** Name of the header (lower case), query parameter, header prefix, XML element or XML attribute. */
  readonly wireName: string
  /** The list has no element of its own: its items stand directly in the parent. */
  readonly flattened: boolean
  readonly attribute: boolean
  readonly namespace?: { readonly prefix: string; readonly uri: string }
  readonly idempotencyToken: boolean
  readonly shape: Shape
}

declare const streaming: unique symbol

/** A payload that travels as a stream beside the decoded request or the encoded response; never set in either. */
export interface StreamingPayload {
  readonly [streaming]: never
}
