import ipaddr from 'ipaddr.js'

/** Azure answers there, from within only, to whoever runs on it: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const azures = '168.63.129.16'

/** All that is given out on the internet of IPv6; around it are addresses that mean others, or none. */
const global: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/** Whether everybody on the internet means the same by it: not loopback, link-local, private, nor one that stands for such. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  // One of IPv4 that is written as one of IPv6 is what it stands for.
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast' || address.toString() === azures) return false
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(global)
}

export function isLoopback(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback'
}
