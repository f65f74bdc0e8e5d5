/** S3's InventoryConfiguration, in its own member names. */
export interface InventoryConfiguration {
  readonly Id: string
  readonly IsEnabled: boolean
  readonly IncludedObjectVersions: 'All' | 'Current'
  readonly Schedule: { readonly Frequency: 'Daily' | 'Weekly' }
  readonly Filter?: { readonly Prefix?: string }
  readonly OptionalFields?: readonly string[]
  readonly Destination: {
    readonly S3BucketDestination: {
      readonly AccountId?: string
      /** Bucket ARN. */
      readonly Bucket: string
      readonly Format: 'CSV' | 'ORC' | 'Parquet'
      readonly Prefix?: string
      readonly Encryption?: { readonly SSES3?: object; readonly SSEKMS?: { readonly KeyId: string } }
    }
  }
}
