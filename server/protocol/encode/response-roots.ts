/** Root names that the model does not give, from the pages of the Amazon S3 API Reference, by output shape. */
export const RESPONSE_ROOTS: Readonly<Record<string, string>> = {
  // choice: these two are younger than the reference pages known here; named as S3 names its other results.
  ListObjectAnnotationsOutput: 'ListObjectAnnotationsResult',
  PutObjectAnnotationOutput: 'PutObjectAnnotationResult',
}

/** Outputs whose root is itself the value of their only member (GetBucketLocation). */
export const ROOT_IS_VALUE: Readonly<Record<string, string>> = {
  GetBucketLocationOutput: 'LocationConstraint',
}
