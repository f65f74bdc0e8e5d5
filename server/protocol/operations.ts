/** The operations of both services, by name. */

import { operations as objectOperations, shapes as objectShapes } from './generated/s3.ts'
import type { S3Operations } from './generated/s3-types.ts'
import { operations as controlOperations, shapes as controlShapes } from './generated/s3control.ts'
import type { S3ControlOperations } from './generated/s3control-types.ts'
import type { OperationModel, Service } from './model.ts'
import { type ShapeTable, shapeTable } from './shapes.ts'

export type ControlOperationName = keyof S3ControlOperations
export type ObjectOperationName = keyof S3Operations

export function controlOperation(name: ControlOperationName): OperationModel {
  return find('s3control', name)
}

export function objectOperation(name: ObjectOperationName): OperationModel {
  return find('s3', name)
}

/** All operations of a service, in the order of their names. */
export function operationsOf(service: Service): readonly OperationModel[] {
  return [...tableOf(service).values()]
}

function find(service: Service, name: string): OperationModel {
  const operation = tableOf(service).get(name)
  if (operation === undefined) throw new Error(`${service} has no operation ${name}`)
  return operation
}

const TEXTS = {
  s3: { operations: objectOperations, shapes: objectShapes },
  s3control: { operations: controlOperations, shapes: controlShapes },
} satisfies Record<Service, { readonly operations: string; readonly shapes: string }>

const tables = new Map<Service, ReadonlyMap<string, OperationModel>>()

function tableOf(service: Service): ReadonlyMap<string, OperationModel> {
  const known = tables.get(service)
  if (known !== undefined) return known
  const shapes = shapeTable(TEXTS[service].shapes)
  const lines = TEXTS[service].operations.split('\n').filter((line) => line !== '')
  const made = new Map(
    lines.map((line) => parseOperation(service, line, shapes)).map((operation) => [operation.name, operation]),
  )
  tables.set(service, made)
  return made
}

function parseOperation(service: Service, line: string, shapes: ShapeTable): OperationModel {
  const [name = '', method = '', uri = '', status = '', input = '', output = ''] = line.split(' ')
  const [path = '', query] = uri.split('?')
  return {
    service,
    name,
    method,
    path,
    addressQuery: query === undefined ? [] : query.split('&').map(addressParameter),
    status: Number(status),
    get input() {
      return shapes.structure(input)
    },
    get output() {
      return shapes.structure(output)
    },
  }
}

function addressParameter(text: string): readonly [string, string | undefined] {
  const [name = '', value] = text.split('=')
  return [name, value]
}
