import { setTimeout as delay } from 'node:timers/promises'
import { FILES } from '../store/bench-keys.ts'
import { ask } from './request.ts'
import type { Product } from './start-product.ts'

export interface JobRequest {
  /** The operation's element of CreateJob. */
  readonly operation: string
  /** A manifest in the bucket of files, and its ETag. */
  readonly manifest: { readonly key: string; readonly etag: string }
  readonly fields?: readonly string[]
}

export interface JobRun {
  readonly id: string
  readonly seconds: number
  readonly succeeded: number
  readonly failed: number
  /** Processor time of the whole server meanwhile. */
  readonly cpuSeconds: number
  /** Largest so far of the process's life. */
  readonly peakMiB: number
  /** Seconds until each of these states was first seen. */
  readonly seen: Readonly<Record<string, number>>
}

const NAMESPACE = 'http://awss3control.amazonaws.com/doc/2018-08-20/'
/** Between two looks at a job. A look costs the server about a fifth of a millisecond. */
const LOOK_MS = 5

/** Runs one job from CreateJob to Complete, with a report of all tasks. @throws Error when it does not complete */
export async function runJob(product: Product, job: JobRequest, lookMs = LOOK_MS): Promise<JobRun> {
  const before = product.usage()
  const began = performance.now()
  const id = await createJob(product, job)
  const seen: Record<string, number> = {}
  for (;;) {
    const { text } = await ask(`${product.url}/v20180820/jobs/${id}`)
    const status = textOf(text, 'Status')
    seen[status] ??= (performance.now() - began) / 1000
    if (status === 'Failed' || status === 'Cancelled') throw new Error(`the job ended as ${status}: ${text}`)
    if (status === 'Complete') {
      const after = product.usage()
      return {
        id,
        seconds: (performance.now() - began) / 1000,
        succeeded: Number(textOf(text, 'NumberOfTasksSucceeded')),
        failed: Number(textOf(text, 'NumberOfTasksFailed')),
        cpuSeconds: (after.cpuMs - before.cpuMs) / 1000,
        peakMiB: after.peakMiB,
        seen,
      }
    }
    await delay(lookMs)
  }
}

export async function createJob({ url }: Product, job: JobRequest, confirmationRequired = false): Promise<string> {
  const body = `<CreateJobRequest xmlns="${NAMESPACE}"><ConfirmationRequired>${confirmationRequired}</ConfirmationRequired>
<Operation>${job.operation}</Operation>
<Report><Bucket>arn:aws:s3:::${FILES}</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled><Prefix>reports</Prefix><ReportScope>AllTasks</ReportScope></Report>
<ClientRequestToken>${crypto.randomUUID()}</ClientRequestToken>
<Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields>${(job.fields ?? ['Bucket', 'Key'])
    .map((field) => `<member>${field}</member>`)
    .join(
      '',
    )}</Fields></Spec><Location><ObjectArn>arn:aws:s3:::${FILES}/${job.manifest.key}</ObjectArn><ETag>${job.manifest.etag}</ETag></Location></Manifest>
<Priority>10</Priority><RoleArn>arn:aws:iam::000000000000:role/bench</RoleArn></CreateJobRequest>`
  const { text } = await ask(`${url}/v20180820/jobs`, { method: 'POST', body })
  return textOf(text, 'JobId')
}

/** The text of the first element of that name. */
export function textOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}
