import type { Json } from '../kernel/json.ts'
import type { Clock } from './clock.ts'
import type { AcrossTenants, Documents } from './documents.ts'
import type { Files } from './files.ts'
import type { TokenVerifier } from './identity.ts'
import type { Ids } from './ids.ts'
import type { Mailer } from './mailer.ts'
import type { DeadLetters, Messages } from './messages.ts'
import type { PaymentGateway } from './payments.ts'
import type { Telemetry } from './telemetry.ts'
import type { Throttle } from './throttle.ts'
import type { Webhooks } from './webhooks.ts'

/** Everything of the outside that routes and workers use; one object, made once at start. */
export interface Ports {
  readonly documents: Documents
  readonly acrossTenants: AcrossTenants
  readonly messages: Messages
  readonly deadLetters: DeadLetters
  readonly mailer: Mailer
  readonly payments: PaymentGateway
  readonly webhooks: Webhooks
  readonly files: Files
  readonly tokens: TokenVerifier
  /** The product's time; which of the two clocks is for what says clock.ts. */
  readonly clock: Clock
  readonly machineClock: Clock
  readonly ids: Ids
  readonly throttle: Throttle
  readonly telemetry: Telemetry
  /** Once this process is to be ended, whoever has a slice of time saves and hands over. */
  readonly shutdown: { readonly begun: boolean }
  readonly settings: {
    /** What runs: the version, and the commit that it was built from, where it is just that. */
    readonly release: { readonly version: string; readonly commit?: string }
    /** Base of absolute links in answers, without a trailing slash. */
    readonly publicBaseUrl: string
    /** Base of links in mails, without a trailing slash. */
    readonly portalUrl: string
    /** What the portal has to know of where it runs; each of its visitors may see it. */
    readonly portal: {
      /** The application that people sign in to. */
      readonly clientId: string
      /** Whoever signs them in. */
      readonly authority: string
      /** What they get a token for. */
      readonly scope: string
      /** The page with the fields for a card, shown in a frame: what is typed there is not seen here. */
      readonly cardFieldsUrl: string
    }
    /** The domain of Message-IDs. */
    readonly mailDomain: string
    readonly catalogueProfile: 'all' | 'powerPlatform'
    /** After that long a worker saves and sends the next wake-up message instead of outliving its lock. */
    readonly workSliceMs: number
    /** After so many deliveries a message is a dead letter: on the last one a handler says what is to be said. */
    readonly deliveriesMax: number
    /** A running operation that nobody touched for that long is woken up. */
    readonly forgottenAfterMs: number
    readonly rateLimitPerSecond: number
    /** Whose app roles count: the organisation that runs this. */
    readonly operatorTenantId: string
    /** Who sends the invoices, as it stands on them. */
    readonly seller: {
      readonly name: string
      readonly address: readonly string[]
      readonly taxId: string | null
    }
  }
  /** What readiness asks: each throws when it cannot be reached. */
  readonly reachable: Readonly<Record<'documents' | 'messages' | 'email', () => Promise<void>>>
  /** For operators; never a secret, a card or a mail's text. */
  log(level: 'info' | 'warning' | 'error', message: string, facts?: Record<string, Json>): void
}
