/** Who sent a request, as far as the chosen `--auth` mode could tell. */
export interface Caller {
  /** 12 digits; of the key, of the `x-amz-account-id` header for S3 Control. */
  readonly account: string
  /** True when nobody signed the request. */
  readonly anonymous: boolean
  readonly accessKeyId: string | undefined
  /** Canonical user id of the account, 64 hex digits. */
  readonly canonicalId: string
  readonly region: string
}
