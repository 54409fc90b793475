import type { TenantId } from '#core/kernel/ids.ts'
import { silent } from '#core/ports/telemetry.ts'
import { machineClock, productClock } from '#infra/clock.ts'
import { cosmosAcrossTenants } from '#infra/documents/cosmos-across-tenants.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { mailServerReachable } from '#infra/email/mail-server-reachable.ts'
import { smtpMailer } from '#infra/email/smtp-mailer.ts'
import { blobFiles } from '#infra/files/blob-files.ts'
import { tokenVerifier } from '#infra/identity/token-verifier.ts'
import { randomIds } from '#infra/ids.ts'
import { maxDeliveryCount } from '#infra/messages/queue-facts.ts'
import { serviceBusDeadLetters } from '#infra/messages/service-bus-dead-letters.ts'
import { serviceBusMessages } from '#infra/messages/service-bus-messages.ts'
import { httpPaymentGateway } from '#infra/payments/http-payment-gateway.ts'
import { release } from '#infra/release.ts'
import type { Settings } from '#infra/settings.ts'
import type { Told } from '#infra/telemetry/start-telemetry.ts'
import { httpWebhooks } from '#infra/webhooks/http-webhooks.ts'
import { log, shutdown } from './invocation.ts'
import type { Services } from './jobs/job.ts'
import { createThrottle } from './jobs/throttle.ts'
import { jobs } from './jobs.ts'
import { withOutbox } from './webhooks/outbox.ts'

/**
 * Puts the adapters together. Each connects at its first use, so a cold start loads none of their libraries. Where
 * telemetry is set, they tell what is done through them.
 */
export function buildServices(config: Settings, told?: Told): Services {
  const connection = cosmosConnection({ ...config.documents, ...(told ? { observe: told.request } : {}) })
  const documents = cosmosDocuments(connection)
  const deadLetters = serviceBusDeadLetters(config.messages)
  const services: Services = {
    documents,
    acrossTenants: cosmosAcrossTenants(connection),
    messages: serviceBusMessages(config.messages),
    deadLetters,
    mailer: smtpMailer(config.mail),
    payments: httpPaymentGateway(config.payments),
    webhooks: httpWebhooks({ mayBeLocal: config.webhooksMayBeLocal }),
    files: blobFiles(config.files),
    tokens: tokenVerifier({
      issuers: config.identity.issuers,
      audiences: config.identity.audiences,
      ...(config.websiteSiteName === undefined ? {} : { websiteSiteName: config.websiteSiteName }),
    }),
    clock: productClock(config.clockFile),
    machineClock,
    ids: randomIds,
    shutdown,
    throttle: createThrottle(machineClock, config.tenantRequestUnitsPerSecond, config.throttleShare),
    telemetry: silent,
    jobs,
    settings: {
      release,
      publicBaseUrl: config.publicBaseUrl,
      portalUrl: config.portalUrl,
      portal: config.portal,
      mailDomain: config.mail.from.address.split('@')[1] ?? 'localhost',
      catalogueProfile: config.catalogueProfile,
      workSliceMs: config.workSliceMs,
      deliveriesMax: config.maxDeliveryCount ?? maxDeliveryCount,
      // Longer than a slice, or a job at work would be woken up.
      forgottenAfterMs: config.workSliceMs + 5_000,
      rateLimitPerSecond: config.rateLimitPerSecond,
      operatorTenantId: config.identity.operatorTenantId,
      seller: config.seller,
    },
    reachable: {
      async documents() {
        await documents.read(probe, probe)
      },
      async messages() {
        await deadLetters.page(jobs.queueOf('mail'), { size: 1 })
      },
      email: () => mailServerReachable(config.mail.url),
    },
    log,
  }
  const all = told ? told.ports(services) : services
  return { ...all, documents: withOutbox(all) }
}

/** No tenant has this id: reading it touches the store and nothing else. */
const probe = '00000000-0000-0000-0000-000000000000' as TenantId
