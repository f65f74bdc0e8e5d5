import type { GetAccessPointRequest } from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { ownAccessPoint } from './own-access-point.ts'
import { shownAccessPoint } from './shown-access-point.ts'

export const getAccessPoint: ControlHandler<GetAccessPointRequest> = async ({ store }, { input, caller }) => {
  const point = await ownAccessPoint(store, caller, input.Name)
  return {
    ...shownAccessPoint(point),
    PublicAccessBlockConfiguration: point.publicAccessBlock,
    CreationDate: new Date(point.createdMs),
    Endpoints: endpointsOf(point.region),
  }
}

/** AWS's own hosts, as real S3 Control lists them. */
function endpointsOf(region: string): Readonly<Record<string, string>> {
  return {
    ipv4: `s3-accesspoint.${region}.amazonaws.com`,
    fips: `s3-accesspoint-fips.${region}.amazonaws.com`,
    fips_dualstack: `s3-accesspoint-fips.dualstack.${region}.amazonaws.com`,
    dualstack: `s3-accesspoint.dualstack.${region}.amazonaws.com`,
  }
}
