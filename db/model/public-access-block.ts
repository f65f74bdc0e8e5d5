/** `PublicAccessBlockConfiguration` of a bucket, an access point or an account. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

export const ALL_BLOCKED: PublicAccessBlock = Object.freeze({
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
})

/** What a request leaves out is off. */
export function asPublicAccessBlock(
  asked: {
    readonly [Setting in keyof PublicAccessBlock]?: boolean | undefined
  },
): PublicAccessBlock {
  return {
    BlockPublicAcls: asked.BlockPublicAcls === true,
    IgnorePublicAcls: asked.IgnorePublicAcls === true,
    BlockPublicPolicy: asked.BlockPublicPolicy === true,
    RestrictPublicBuckets: asked.RestrictPublicBuckets === true,
  }
}

/** The most restrictive combination (User Guide, "Blocking public access": the bucket's, its account's, the access point's). */
export function unitedBlock(blocks: readonly (Partial<PublicAccessBlock> | undefined)[]): PublicAccessBlock {
  const some = (setting: keyof PublicAccessBlock): boolean => blocks.some((block) => block?.[setting] === true)
  return {
    BlockPublicAcls: some('BlockPublicAcls'),
    IgnorePublicAcls: some('IgnorePublicAcls'),
    BlockPublicPolicy: some('BlockPublicPolicy'),
    RestrictPublicBuckets: some('RestrictPublicBuckets'),
  }
}
