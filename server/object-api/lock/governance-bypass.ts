import { type AccessAddress, mayAccess } from '../access/authorize.ts'
import type { RequiredAccess } from '../access/required-access.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'

const BYPASSING: RequiredAccess = { action: 's3:BypassGovernanceRetention', level: 'object' }

/**
 * Whether a request gets past a retention in GOVERNANCE mode: it must ask for it and, where the server knows who asks,
 * be allowed to. Who is not is treated as if nothing had been asked, since AWS's console asks with every deletion, also
 * of versions that nothing retains.
 */
export async function bypassesGovernance(
  ports: ObjectApiPorts,
  request: ObjectRequest<unknown>,
  address: AccessAddress,
  asked: boolean | undefined,
): Promise<boolean> {
  if (asked !== true) return false
  if (ports.settings.auth === 'none') return true
  return mayAccess(ports, request, BYPASSING, { ...address, accessPoint: request.accessPoint?.point })
}
