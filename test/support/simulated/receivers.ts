import type { WebhookAnswer, WebhookRequest, Webhooks } from '#core/ports/webhooks.ts'

export interface Received extends WebhookRequest {
  readonly address: string
}

export interface SimulatedReceivers {
  readonly webhooks: Webhooks
  /** Every event that came, in order. */
  readonly received: readonly Received[]
  /** How often a receiver was asked whether it wants events. */
  readonly asked: readonly string[]
}

/** Receivers that want everything and take everything, but for what the test says otherwise. */
export function simulatedReceivers(
  answers: {
    ask?(address: string): Promise<Awaited<ReturnType<Webhooks['ask']>>>
    post?(request: Received): Promise<WebhookAnswer>
  } = {},
): SimulatedReceivers {
  const received: Received[] = []
  const asked: string[] = []
  let secrets = 0
  return {
    received,
    asked,
    webhooks: {
      isRefused: (address) => !address.startsWith('https://') || address.includes('127.0.0.1'),
      newSecret: () => `whsec_${Buffer.from(`secret ${++secrets}`).toString('base64')}`,
      async ask(address) {
        asked.push(address)
        return answers.ask ? answers.ask(address) : { status: 200, allowed: true }
      },
      async post(address, request) {
        const one = { ...request, address }
        received.push(one)
        return answers.post ? answers.post(one) : { status: 204 }
      },
    },
  }
}
