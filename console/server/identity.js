/** In whose name the console asks AWS's own operations: always the owner's, so that it sees what he would see. */

/** @typedef {{ readonly account: string, readonly region: string }} Owner */

const DATE = '20260101'

/** A server that verifies no signatures takes the account and the Region from the key. @param {Owner} owner @returns {Record<string, string>} */
export function identityOf({ account, region }) {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${account}/${DATE}/${region}/s3/aws4_request, SignedHeaders=host, Signature=console`,
    'x-amz-date': `${DATE}T000000Z`,
  }
}
