import { seedGenerated } from '#local/demo/seed-generated.ts'
import type { Actor } from './actor.ts'
import type { List, MailPreview, OperationRow, Refused, SubscriptionRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import type { Story } from './story.ts'

const usersToMove = 1_000

export interface StartedMove {
  readonly admin: Actor
  readonly source: SubscriptionRow
  readonly operation: OperationRow
  readonly mail: MailPreview
}

/** An administrator takes a big purchase over and starts to move its users to a central subscription. */
export async function takeOver(stage: Stage, story: Story): Promise<StartedMove> {
  const { admin, source: found } = (await findBigPurchase(stage)) ?? (await makeBigPurchase(stage, story))
  const path = `subscriptions/${found.id}`
  const control = await admin.ask<SubscriptionRow>('POST', `${path}/takeControl`, 200)
  const source = { ...control.body, etag: control.headers.get('etag') ?? '' }
  story.tell(
    `${admin.name}, administrator, finds that ${found.purchaser.displayName} bought ${found.product.displayName} for ${found.assignedLicenses} people, and takes control of it.`,
    control,
  )

  const targets = await admin.ask<List<{ id: string; channel: string; enoughSeats: boolean }>>(
    'GET',
    `${path}/moveTargets`,
    200,
  )
  const target = targets.body.value.find(({ enoughSeats, channel }) => enoughSeats && channel === 'central')
  if (!target) throw new Error('No central subscription has room for all of them.')
  const body = { targetSubscriptionId: target.id }
  const preview = await admin.ask<{ usersToMove: number; seatsFree: number; mail: MailPreview }>(
    'POST',
    `${path}/previewMove`,
    200,
    { body },
  )
  const { mail, seatsFree } = preview.body
  story.tell(
    `The preview of a move: ${preview.body.usersToMove} users, ${seatsFree} central licences free for them, one mail to ${mail.to}. Nothing has changed yet.`,
    targets,
    preview,
  )

  const unconfirmed = await admin.ask<Refused>('POST', `${path}/moveUsers`, 400, {
    body,
    ifMatch: source.etag,
  })
  const started = await admin.ask<OperationRow>('POST', `${path}/moveUsers`, 202, {
    body: { ...body, confirm: true, reason: 'movedToCentral' },
    ifMatch: source.etag,
  })
  story.tell(
    `The move starts once it is confirmed (before that: ${unconfirmed.body.error.code}). All seats are reserved at once; the browser may be closed now.`,
    started,
  )
  return { admin, source: found, operation: started.body, mail }
}

async function findBigPurchase(stage: Stage): Promise<{ admin: Actor; source: SubscriptionRow } | undefined> {
  const admin = stage.as('anna-admin')
  const list = await admin.ask<List<SubscriptionRow>>(
    'GET',
    'subscriptions?channel=selfService&status=Active&maxpagesize=1000',
    200,
  )
  const source = list.body.value.find(
    ({ assignedLicenses, operationId }) => assignedLicenses >= usersToMove && !operationId,
  )
  return source && { admin, source }
}

/** The demo's own has been moved already, by the demo before this one. */
async function makeBigPurchase(stage: Stage, story: Story) {
  const { organisations } = await seedGenerated(stage.state, stage.ready(), { users: usersToMove }, () => {})
  const tenantId = organisations.tenants[0]?.id
  const end = Date.now() + 5_000
  while (!stage.ready().personas.some((persona) => persona.tenantId === tenantId)) {
    if (Date.now() > end) throw new Error('The new organisation did not come into ready.json.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const admin = stage.withRole('globalAdmin', tenantId)
  const list = await admin.ask<List<SubscriptionRow>>('GET', 'subscriptions?channel=selfService', 200)
  const [source] = list.body.value
  if (!source) throw new Error('The new organisation has no self-service subscription.')
  story.tell(
    `An earlier demo has moved the thousand already, so there is one more organisation: ${organisations.tenants[0]?.displayName}, ${usersToMove} members.`,
    list,
  )
  return { admin, source }
}
