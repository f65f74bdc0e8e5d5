/** Names one function. Plain data. */
export interface FunctionName {
  readonly name: string
  /** Version or alias. */
  readonly qualifier: string | undefined
  readonly account: string
  readonly region: string
  /** The whole ARN, qualifier included. */
  readonly arn: string
}

/** The model's pattern of FunctionArn, which allows a bare name and everything between that and an ARN (reference 1.2). */
const FUNCTION_ARN =
  /^(?:arn:(aws[a-zA-Z-]*)?:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/

/** What a `FunctionArn` means in a job of this account and region; undefined when it does not fit the pattern. */
export function parseFunctionName(
  text: string,
  job: { readonly account: string; readonly region: string },
): FunctionName | undefined {
  const [, partition = 'aws', region = job.region, account = job.account, name, qualifier] =
    FUNCTION_ARN.exec(text) ?? []
  if (name === undefined) return undefined
  const ending = qualifier === undefined ? '' : `:${qualifier}`
  const arn = `arn:${partition}:lambda:${region}:${account}:function:${name}${ending}`
  return { name, qualifier, account, region, arn }
}
