import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import type { GetObjectRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { refuseArchived } from '../reply/restore-header.ts'
import { readObject } from './read-object.ts'

export const getObject: ObjectHandler<GetObjectRequest> = (ports, request) =>
  againWhenOvertaken(async () => {
    const { version, range, status, output } = await readObject(ports, request)
    refuseArchived(version, ports.clock.now())
    return { status, output, body: await ports.store.reads.open(version, range) }
  })
