/** Jobs and buckets of all accounts over the wire, a page at a time. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { JOB_STATUSES, type JobStatus } from '../../db/model/job.ts'
import type { Overview } from '../emulator-api/overview/overview.ts'

const PAGE = { usual: 100, most: 1_000 }

export function addOverviewRoutes(app: FastifyInstance, overview: Overview): void {
  app.get('/_emulator/jobs', async (request, reply) => {
    const query = queryOf(request)
    const [limit, before] = [limitOf(query), query.get('before')]
    const statuses = query.getAll('status').flatMap((each) => each.split(','))
    const unknown = statuses.find((status) => !isStatus(status))
    if (limit === undefined) return reply.code(400).send(invalid(LIMIT))
    if (before !== null && !/^\d{1,15}$/.test(before)) return reply.code(400).send(invalid(BEFORE))
    if (unknown !== undefined) return reply.code(400).send(invalid(`"${unknown}" is no status of a job.`))
    const place = before === null ? {} : { before: Number(before) }
    return overview.jobs({ statuses: statuses.filter(isStatus), limit, ...place })
  })
  app.get<ByName>('/_emulator/jobs/:name', async ({ params: { name } }, reply) => {
    return (await overview.job(name)) ?? reply.code(404).send(missing('NoSuchJob', `There is no job ${name}.`))
  })
  app.get('/_emulator/buckets', async (request, reply) => {
    const query = queryOf(request)
    const limit = limitOf(query)
    if (limit === undefined) return reply.code(400).send(invalid(LIMIT))
    return overview.buckets({ prefix: query.get('prefix') ?? '', after: query.get('after') ?? '', limit })
  })
  app.get<ByName>('/_emulator/buckets/:name', async ({ params: { name } }, reply) => {
    return (await overview.bucket(name)) ?? reply.code(404).send(missing('NoSuchBucket', `There is no bucket ${name}.`))
  })
}

interface ByName {
  readonly Params: { readonly name: string }
}

const LIMIT = `"limit" is a whole number from 1 to ${PAGE.most}.`
const BEFORE = '"before" is what "next" said in the page before.'

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URL(url, 'http://localhost').searchParams
}

function limitOf(query: URLSearchParams): number | undefined {
  const text = query.get('limit')
  if (text === null) return PAGE.usual
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return limit >= 1 && limit <= PAGE.most ? limit : undefined
}

const known: ReadonlySet<string> = new Set(JOB_STATUSES)

function isStatus(text: string): text is JobStatus {
  return known.has(text)
}

function invalid(message: string) {
  return { error: { code: 'InvalidQuery', message } }
}

function missing(code: string, message: string) {
  return { error: { code, message } }
}
