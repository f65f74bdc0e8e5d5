/** The address under which whoever asks reaches this server. */
import { BlockList } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

const LOOPBACK = '127.0.0.1'

/** @param asker its IPv4 address; the address of the network that it is in is the one it can reach */
export function ownAddressFor(asker: string): string {
  if (asker.startsWith('127.')) return LOOPBACK
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outward = all.filter(({ family, internal }) => family === 'IPv4' && !internal)
  const near = outward.find((candidate) => isNeighbour(candidate, asker))
  return (near ?? outward[0])?.address ?? LOOPBACK
}

function isNeighbour({ cidr, address }: NetworkInterfaceInfo, asker: string): boolean {
  const bits = Number(cidr?.split('/')[1] ?? '32')
  const network = new BlockList()
  network.addSubnet(address, bits)
  return network.check(asker)
}
