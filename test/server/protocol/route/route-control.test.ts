import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { operationsOf } from '../../../../server/protocol/operations.ts'
import { routeControl } from '../../../../server/protocol/route/route-control.ts'

describe('routeControl', () => {
  test('finds every operation by an address made from its own template', () => {
    for (const { name, method, path } of operationsOf('s3control')) {
      const found = routeControl(method, path.replaceAll(/\{\w+\+?\}/g, 'x'))
      assert.equal(found.kind === 'operation' && found.operation.name, name)
    }
  })

  test('prefers literal segments to labels', () => {
    const found = routeControl('GET', '/v20180820/accessgrantsinstance/locations')
    assert.equal(found.kind === 'operation' && found.operation.name, 'ListAccessGrantsLocations')
  })

  test('decodes labels, and greedy ones may hold slashes', () => {
    const found = routeControl('GET', '/v20180820/mrap/instances/a%20b/c/policy')
    assert.ok(found.kind === 'operation')
    assert.equal(found.operation.name, 'GetMultiRegionAccessPointPolicy')
    assert.deepEqual(found.labels, { Name: 'a b/c' })
    const tags = routeControl('GET', '/v20180820/tags/arn%3Aaws%3As3%3Aus-east-1%3A1%3Aaccess-grants/default')
    assert.deepEqual(tags.kind === 'operation' && tags.labels, {
      ResourceArn: 'arn:aws:s3:us-east-1:1:access-grants/default',
    })
  })

  test('does not know what is in no template', () => {
    for (const path of ['/v20180820/job', '/v20180820/jobs/1/2/3', '/v20180820', '/', '/v20180820/jobs//status'])
      assert.equal(routeControl('GET', path).kind, 'unknown')
    assert.equal(routeControl('PATCH', '/v20180820/jobs').kind, 'unknown')
  })
})
