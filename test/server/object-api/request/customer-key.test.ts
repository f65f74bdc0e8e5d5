import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { customerKeyMd5 } from '../../../../server/object-api/request/customer-key.ts'

const key = Buffer.alloc(32, 7)
const headers = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: key.toString('base64'),
  SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
}

test("a customer's key is known by its MD5, and no key is none", () => {
  assert.equal(customerKeyMd5(headers), headers.SSECustomerKeyMD5)
  assert.equal(customerKeyMd5({}), undefined)
})

test('a key with a part missing, too short, or not of its MD5 is refused', () => {
  const faults = [
    { SSECustomerAlgorithm: undefined },
    { SSECustomerKey: undefined },
    { SSECustomerKeyMD5: undefined },
    { SSECustomerKey: 'c2hvcnQ=' },
    { SSECustomerKeyMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' },
  ]
  for (const fault of faults) assert.throws(() => customerKeyMd5({ ...headers, ...fault }), { code: 'InvalidArgument' })
  const code = 'InvalidEncryptionAlgorithmError'
  assert.throws(() => customerKeyMd5({ ...headers, SSECustomerAlgorithm: 'DES' }), { code })
})
