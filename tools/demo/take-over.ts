import { seedGenerated } from '#local/demo/seed-generated.ts'
import { showProgress } from '#local/system/progress.ts'
import type { Actor } from './actor.ts'
import type { List, MailPreview, OperationRow, Refused, SubscriptionRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import type { Story } from './story.ts'

/** Of so many, one holds the central subscription as well. */
const usersForOneOfBoth = 200

/** A big purchase that is under an administrator's control, and where its users can go. */
export interface TakenOver {
  readonly admin: Actor
  readonly source: SubscriptionRow
  readonly targetId: string
}

export interface StartedMove {
  readonly admin: Actor
  readonly operation: OperationRow
  readonly mail: MailPreview
}

/** An administrator of one more organisation takes over what was bought there for everybody. */
export async function takeOver(stage: Stage, story: Story, users: number): Promise<TakenOver> {
  const { admin, seconds } = await addOrganisation(stage, users)
  const list = await admin.ask<List<SubscriptionRow>>('GET', 'subscriptions?channel=selfService', 200)
  const [found] = list.body.value
  if (!found) throw new Error('The new organisation has no self-service subscription.')
  const path = `subscriptions/${found.id}`
  const control = await admin.ask<SubscriptionRow>('POST', `${path}/takeControl`, 200)
  story.tell(
    `One more organisation, seeded in ${seconds.toFixed(1)} s: ${admin.name}, its administrator, finds that ${found.purchaser.displayName} bought ${found.product.displayName} for ${count(found.assignedLicenses)} people, and takes control of it.`,
    list,
    control,
  )
  const targets = await admin.ask<List<{ id: string; channel: string; enoughSeats: boolean }>>(
    'GET',
    `${path}/moveTargets`,
    200,
  )
  const target = targets.body.value.find(({ enoughSeats, channel }) => enoughSeats && channel === 'central')
  if (!target) throw new Error('No central subscription has room for all of them.')
  story.add(targets.request)
  return { admin, source: found, targetId: target.id }
}

/** Some of the users go first. The source stays, so they go one by one. */
export async function startMoveOfSome(
  story: Story,
  { admin, source, targetId }: TakenOver,
  users: number,
): Promise<OperationRow> {
  const path = `subscriptions/${source.id}`
  const userIds: string[] = []
  for (let page = `${path}/assignments?maxpagesize=1000`; userIds.length < users; ) {
    const { body } = await admin.ask<List<{ userId: string }>>('GET', page, 200)
    userIds.push(...body.value.map(({ userId }) => userId))
    if (body.nextLink === undefined) break
    page = new URL(body.nextLink).pathname + new URL(body.nextLink).search
  }
  const { headers } = await admin.ask('GET', path, 200)
  const started = await admin.ask<OperationRow>('POST', `${path}/moveUsers`, 202, {
    body: { targetSubscriptionId: targetId, userIds: userIds.slice(0, users), confirm: true },
    ifMatch: headers.get('etag') ?? '',
  })
  story.tell(
    `${count(users)} chosen users go first. The others stay, so these go user by user, and nobody is ever between the two:`,
    started,
  )
  return started.body
}

/** Then everybody else, after a preview. */
export async function startMoveOfAll(
  story: Story,
  { admin, source, targetId }: TakenOver,
): Promise<StartedMove> {
  const path = `subscriptions/${source.id}`
  const body = { targetSubscriptionId: targetId }
  const preview = await admin.ask<{
    usersToMove: number
    alreadyHolding: number
    seatsFree: number
    mail: MailPreview
  }>('POST', `${path}/previewMove`, 200, { body })
  const { usersToMove, alreadyHolding, seatsFree, mail } = preview.body
  story.tell(
    `The preview of moving all others: ${count(usersToMove)} users, ${count(alreadyHolding)} more hold the central one already, ${count(seatsFree)} licences are free there, one mail to ${mail.to}. Nothing has changed yet.`,
    preview,
  )
  const { headers } = await admin.ask('GET', path, 200)
  const ifMatch = headers.get('etag') ?? ''
  const unconfirmed = await admin.ask<Refused>('POST', `${path}/moveUsers`, 400, { body, ifMatch })
  const started = await admin.ask<OperationRow>('POST', `${path}/moveUsers`, 202, {
    body: { ...body, confirm: true, reason: 'movedToCentral' },
    ifMatch,
  })
  story.tell(
    `The move starts once it is confirmed (before that: ${unconfirmed.body.error.code}). All seats are reserved at once; the browser may be closed now. Both sides are compared, and then all change hands in one step:`,
    started,
  )
  return { admin, operation: started.body, mail }
}

async function addOrganisation(stage: Stage, users: number): Promise<{ admin: Actor; seconds: number }> {
  const startedMs = Date.now()
  const bar = showProgress('stored', users, process.stdout)
  const wanted = { users, both: Math.floor(users / usersForOneOfBoth) }
  const { organisations } = await seedGenerated(stage.state, stage.ready(), wanted, bar.at)
  bar.end()
  const tenantId = organisations.tenants[0]?.id
  const end = Date.now() + 5_000
  while (!stage.ready().personas.some((persona) => persona.tenantId === tenantId)) {
    if (Date.now() > end) throw new Error('The new organisation did not come into ready.json.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { admin: stage.withRole('globalAdmin', tenantId), seconds: (Date.now() - startedMs) / 1_000 }
}

export function count(users: number): string {
  return users.toLocaleString('en')
}
