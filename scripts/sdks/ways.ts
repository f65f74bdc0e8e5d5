/** The ways from a client to this server that need no change of its program: each is an environment. */

export interface Servers {
  /** Serves http and https on the loopback address. */
  readonly main: { readonly port: number }
  /** Serves them on port 443 of an address of its own, and the names of AWS, if this user may open such a port. */
  readonly named: { readonly address: string } | undefined
  readonly files: {
    readonly certificate: string
    /** The same certificate as Java wants it. */
    readonly trustStore: string
    readonly dataPath: string
    readonly hosts: string
    readonly resolver: string
  }
}

export interface Way {
  readonly name: string
  readonly environment: (servers: Servers) => Readonly<Record<string, string>>
  /** A file of the machine that this client alone sees replaced. */
  readonly replaces?: (servers: Servers) => { readonly path: string; readonly by: string }
}

const SNOW = { AWS_REGION: 'snow', AWS_DEFAULT_REGION: 'snow' }
/** A name that nobody knows: it stands before the account, and in AWS's own way behind the bucket. */
const MADE_UP = 's3.test'

export const WAYS: readonly Way[] = [
  {
    name: 'region snow',
    environment: ({ main }) => ({ AWS_ENDPOINT_URL: `http://127.0.0.1:${main.port}`, ...SNOW }),
  },
  {
    name: 'data path',
    environment: ({ main, files }) => ({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${main.port}`,
      AWS_DATA_PATH: files.dataPath,
    }),
  },
  {
    name: 'hosts file',
    environment: ({ main }) => ({
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${main.port}`,
      AWS_ENDPOINT_URL_S3_CONTROL: `http://localhost:${main.port}`,
    }),
    replaces: ({ files }) => ({ path: '/etc/hosts', by: files.hosts }),
  },
  {
    name: 'proxy',
    environment: ({ main }) => ({
      AWS_ENDPOINT_URL: `http://${MADE_UP}`,
      HTTP_PROXY: `http://127.0.0.1:${main.port}`,
    }),
  },
  {
    name: 'https proxy',
    environment: ({ main, files }) => ({
      HTTPS_PROXY: `http://127.0.0.1:${main.port}`,
      ...trusting(files, `-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=${main.port}`),
    }),
  },
  {
    name: 'tls',
    environment: ({ main, files }) => ({
      AWS_ENDPOINT_URL: `https://127.0.0.1:${main.port}`,
      ...SNOW,
      ...trusting(files),
    }),
  },
  {
    name: 'dns',
    environment: () => ({ AWS_ENDPOINT_URL: `http://${MADE_UP}:443` }),
    replaces: ({ files }) => ({ path: '/etc/resolv.conf', by: files.resolver }),
  },
  {
    name: 'AWS names',
    environment: ({ files }) => trusting(files),
    replaces: ({ files }) => ({ path: '/etc/resolv.conf', by: files.resolver }),
  },
]

/** Every client has its own name for the certificates it trusts. */
function trusting({ certificate, trustStore }: Servers['files'], javaOptions = ''): Readonly<Record<string, string>> {
  return {
    AWS_CA_BUNDLE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
    SSL_CERT_FILE: certificate,
    JDK_JAVA_OPTIONS: `-Djavax.net.ssl.trustStore=${trustStore} -Djavax.net.ssl.trustStorePassword=changeit ${javaOptions}`,
  }
}
