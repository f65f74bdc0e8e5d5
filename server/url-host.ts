/** The name under which a program on this machine reaches a server that listens on this host, as it stands in a URL. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === 'localhost') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
