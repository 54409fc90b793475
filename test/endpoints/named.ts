type Environment = Readonly<Record<string, string | undefined>>

interface Kind {
  /** Not the service itself: one of Microsoft's emulators, or a stand-in. */
  readonly isEmulator: boolean
}

export type NamedDocuments = Kind & {
  readonly endpoint: string
  /** Without a key the process is itself, and may make no database. */
  readonly key?: string
  /** One that was made for these tests beforehand, instead of one of their own. */
  readonly database?: string
}
export type NamedMessages = Kind &
  ({ readonly connectionString: string } | { readonly fullyQualifiedNamespace: string })
export type NamedFiles = Kind & ({ readonly connectionString: string } | { readonly serviceUrl: string })

/** The endpoints that the environment names, with the names that the app's own settings have. */
export interface Named {
  readonly documents?: NamedDocuments
  readonly messages?: NamedMessages
  readonly files?: NamedFiles
}

/** What to set for each kind of endpoint, in words. */
export const toSet = {
  documents:
    'COSMOS_ENDPOINT with COSMOS_KEY, or with COSMOS_DATABASE (made beforehand) for an identity without a key',
  messages: 'SERVICE_BUS_CONNECTION or SERVICE_BUS_CONNECTION__fullyQualifiedNamespace',
  files: 'STORAGE_CONNECTION or STORAGE_CONNECTION__blobServiceUri',
} as const satisfies Record<keyof Named, string>

/** Throws one error that names every setting that is wrong or contradicts another; never its value, which may be secret. */
export function endpointsNamedIn(environment: Environment): Named {
  const given = (name: string) => environment[name]?.trim() || undefined
  const faults: string[] = []
  const oneOf = (a: string, b: string) => {
    if (given(a) && given(b)) faults.push(`${a} and ${b}: expected one of them, both are set.`)
  }
  oneOf('SERVICE_BUS_CONNECTION', 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace')
  oneOf('STORAGE_CONNECTION', 'STORAGE_CONNECTION__blobServiceUri')
  const endpoint = given('COSMOS_ENDPOINT')
  if (endpoint && !URL.canParse(endpoint)) faults.push('COSMOS_ENDPOINT: expected an address.')
  if (endpoint && !given('COSMOS_KEY') && !given('COSMOS_DATABASE')) faults.push(withoutKey)
  if (faults.length > 0) throw new Error(faults.map((fault) => `- ${fault}`).join('\n'))
  return {
    ...(endpoint ? { documents: documents(endpoint, given('COSMOS_KEY'), given('COSMOS_DATABASE')) } : {}),
    ...messages(given('SERVICE_BUS_CONNECTION'), given('SERVICE_BUS_CONNECTION__fullyQualifiedNamespace')),
    ...files(given('STORAGE_CONNECTION'), given('STORAGE_CONNECTION__blobServiceUri')),
  }
}

/** https://learn.microsoft.com/azure/cosmos-db/how-to-setup-rbac: that model has no right to make a database. */
const withoutKey =
  'COSMOS_KEY or COSMOS_DATABASE: expected one of them. An identity can read and write documents but make no database: docs/endpoints.md has the commands that make one.'

function documents(endpoint: string, key?: string, database?: string): NamedDocuments {
  return {
    endpoint,
    isEmulator: !/\.documents\.azure\.(com|cn|us)$/i.test(new URL(endpoint).hostname),
    ...(key ? { key } : {}),
    ...(database ? { database } : {}),
  }
}

function messages(connectionString?: string, fullyQualifiedNamespace?: string): Pick<Named, 'messages'> {
  if (fullyQualifiedNamespace) return { messages: { fullyQualifiedNamespace, isEmulator: false } }
  if (!connectionString) return {}
  return { messages: { connectionString, isEmulator: /UseDevelopmentEmulator=true/.test(connectionString) } }
}

function files(connectionString?: string, serviceUrl?: string): Pick<Named, 'files'> {
  if (serviceUrl) return { files: { serviceUrl, isEmulator: false } }
  if (!connectionString) return {}
  const isEmulator = /UseDevelopmentStorage=true|BlobEndpoint=http:/i.test(connectionString)
  return { files: { connectionString, isEmulator } }
}

/** Where it is, without anything secret. */
export function addressOf(named: NamedDocuments | NamedMessages | NamedFiles): string {
  if ('endpoint' in named) return named.endpoint
  if ('fullyQualifiedNamespace' in named) return named.fullyQualifiedNamespace
  if ('serviceUrl' in named) return named.serviceUrl
  const parts = [/Endpoint=sb:\/\/([^;/]+)/i, /BlobEndpoint=([^;]+)/i, /AccountName=([^;]+)/i]
  const found = parts.flatMap((part) => part.exec(named.connectionString)?.[1] ?? [])
  return found[0] ?? 'this machine'
}
