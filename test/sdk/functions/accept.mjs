/** The function of the scenario's Lambda job: every task succeeds, and its result says what it was given. */
export async function handler({ invocationSchemaVersion, invocationId, tasks }) {
  const results = tasks.map(({ taskId, s3Key }) => ({ taskId, resultCode: 'Succeeded', resultString: `saw ${s3Key}` }))
  return { invocationSchemaVersion, treatMissingKeysAs: 'PermanentFailure', invocationId, results }
}
