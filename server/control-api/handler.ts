import type { JobRepository } from '../../db/jobs/job-repository.ts'
import type { Clock } from '../../db/model/clock.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import type { JobScheduler } from '../../worker/scheduler/job-scheduler.ts'
import type { Caller } from '../caller.ts'
import type { OperationModel } from '../protocol/model.ts'

/** What an S3 Control operation may reach; wired once in `compose.ts`. */
export interface ControlApiPorts {
  readonly jobs: JobRepository
  readonly scheduler: JobScheduler
  readonly store: ObjectStore
  readonly clock: Clock
}

export interface ControlRequest<Input = Readonly<Record<string, unknown>>> {
  readonly operation: OperationModel
  /** Decoded by the model. */
  readonly input: Input
  readonly caller: Caller
  readonly requestId: string
}

export type ControlHandler<Input = Readonly<Record<string, unknown>>> = (
  ports: ControlApiPorts,
  request: ControlRequest<Input>,
) => Promise<Readonly<Record<string, unknown>>>
