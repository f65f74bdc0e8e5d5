import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { prepareManifest } from '../../../worker/manifest/prepare-manifest.ts'
import { readSlice } from '../../../worker/manifest/read-slice.ts'
import { writeReportFiles } from '../../../worker/report/write-report-files.ts'

const { path, gzip, folder } = workerData as { path: string; gzip: boolean; folder: string }
const plan = await prepareManifest({
  files: [{ path, gzip }],
  fields: ['Bucket', 'Key'],
  workFolder: folder,
  sliceRows: 10_000,
})
let read = 0
for (const slice of plan!.slices) for (const { keys } of readSlice(slice, plan!.fields)) read += keys.length
const [file] = writeReportFiles({
  slices: plan!.slices.map((slice) => ({ slice, rowsRun: slice.rows, results: [] })),
  versionIds: false,
  successMessage: 'Successful',
  scope: 'AllTasks',
  pathOf: () => join(folder, 'succeeded.csv'),
})
parentPort!.postMessage({ tasks: plan!.tasks, read, reported: file!.rows })
