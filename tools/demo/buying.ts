import type { Refused, SubscriptionRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import { price, type Story } from './story.ts'

const powerBiPro = 'CFQ7TTC0H9MP'

/** Somebody buys for the team with a card of their own, and shares it. Gives back what was bought. */
export async function buyAndAssign(stage: Stage, story: Story): Promise<SubscriptionRow> {
  const buyer = stage.as('sanne-buys')
  const card = await buyer.ask<{ id: string; last4: string }>('POST', 'paymentMethods', 201, {
    body: { type: 'card', token: 'tok_ok', nameOnCard: buyer.name },
  })
  const bought = await buyer.ask<SubscriptionRow>('POST', 'subscriptions', 201, {
    body: { productId: powerBiPro, channel: 'selfService', totalLicenses: 3, paymentMethodId: card.body.id },
  })
  const { id, product, totalLicenses } = bought.body
  story.tell(
    `${buyer.name} buys ${totalLicenses} licences of ${product.displayName} at ${price(bought.body.price)} each, with their own card that ends in ${card.body.last4}. Nobody in IT was asked.`,
    card,
    bought,
  )
  const colleagues = [stage.as('joris-buys'), stage.as('emma-member')]
  const assigned = await buyer.ask<{ availableLicenses: number }>(
    'POST',
    `subscriptions/${id}/assignments`,
    200,
    { body: { userIds: colleagues.map(({ userId }) => userId) } },
  )
  story.tell(
    `They give licences to ${colleagues.map(({ name }) => name).join(' and ')}; ${assigned.body.availableLicenses} is left.`,
    assigned,
  )
  return bought.body
}

/** Two people who may not buy, and the reason that each is told. */
export async function beRefused(stage: Stage, story: Story): Promise<readonly string[]> {
  const codes: string[] = []
  for (const [persona, who] of [
    ['lucie-guest', 'a guest of the organisation'],
    ['lina-unlisted', 'whose organisation is in a country that is not on the list'],
  ] as const) {
    const actor = stage.as(persona)
    const refused = await actor.ask<Refused>('POST', 'subscriptions', 403, {
      body: {
        productId: powerBiPro,
        channel: 'selfService',
        totalLicenses: 1,
        paymentMethodId: crypto.randomUUID(),
      },
    })
    const { code, message } = refused.body.error
    story.tell(`${actor.name}, ${who}, is refused: ${code}.`, refused)
    story.add(`"${message}"`)
    codes.push(code)
  }
  return codes
}
