import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operatorsTenantId } from './organisation.ts'
import type { Ports } from './ports.ts'
import { projectRoot } from './state-folder.ts'

/** The key that Microsoft's emulator publishes: a well-known text, not a secret. */
const cosmosKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='

/** As above, of Azurite's only account. */
const storageKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export const audience = 'api://seatwarden'

export type AppSettings = Readonly<Record<string, string>>

/** What infra/settings.ts reads, for the stand-ins on these ports; the values of local.settings.json win. */
export function appSettings(ports: Ports): AppSettings {
  const at = (port: number) => `http://127.0.0.1:${port}`
  const signIn = at(ports['sign-in'])
  const api = at(ports.api)
  return {
    COSMOS_ENDPOINT: at(ports.cosmos),
    COSMOS_KEY: cosmosKey,
    SERVICE_BUS_CONNECTION: `Endpoint=sb://127.0.0.1:${ports['service-bus']};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=local;UseDevelopmentEmulator=true`,
    STORAGE_CONNECTION: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${storageKey};BlobEndpoint=${at(ports.blobs)}/devstoreaccount1`,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(ports.smtp),
    MAIL_FROM: 'Seatwarden <no-reply@seatwarden.example>',
    TOKEN_ISSUER_TEMPLATE: `${signIn}/{tid}/v2.0`,
    TOKEN_JWKS_URI: `${signIn}/common/discovery/v2.0/keys`,
    TOKEN_AUDIENCE: audience,
    OPERATOR_TENANT_ID: operatorsTenantId,
    PAYMENT_GATEWAY_URL: at(ports['payment-gateway']),
    SELLER_NAME: 'Seatwarden (local)',
    SELLER_ADDRESS: 'Prinsengracht 1, 1015 DK Amsterdam, Netherlands',
    SELLER_TAX_ID: 'NL000000000B00',
    PUBLIC_BASE_URL: api,
    PORTAL_URL: `${api}/app`,
    PORTAL_CLIENT_ID: 'portal',
    PORTAL_AUTHORITY: `${signIn}/organizations`,
    PORTAL_SCOPE: `${audience}/user_impersonation`,
    CARD_FIELDS_URL: `${at(ports['payment-gateway'])}/card-fields`,
    RATE_LIMIT_PER_SECOND: '5000',
    SWEEP_SCHEDULE: '*/15 * * * * *',
    // Short, so that a worker that was killed is missed soon: the sweeper counts from the end of a slice.
    WORK_SLICE_MS: '5000',
    WEBHOOKS_MAY_BE_LOCAL: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: at(ports.traces),
    // Whoever looks at the page does not want to wait.
    OTEL_METRIC_EXPORT_INTERVAL: '2000',
    // Also what the queues of this machine are made with: nobody scales in here, and a bad message shows sooner.
    MAX_DELIVERY_COUNT: '5',
    ...ownValues(join(projectRoot, 'local.settings.json')),
  }
}

/** Also read by the Azure Functions tools, hence its shape; see local.settings.sample.json. */
function ownValues(file: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  const { Values: values = {} } = parse(text, file) as { Values?: Record<string, unknown> }
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw new Error(`${file}: expected the value of ${name} to be a text.`)
  }
  return values as Record<string, string>
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${file} is no JSON: ${(cause as Error).message}`, { cause })
  }
}
