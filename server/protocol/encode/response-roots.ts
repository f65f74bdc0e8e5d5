/** Outputs whose root is itself the value of their only member (GetBucketLocation). */
export const ROOT_IS_VALUE: Readonly<Record<string, string>> = {
  GetBucketLocationOutput: 'LocationConstraint',
}
