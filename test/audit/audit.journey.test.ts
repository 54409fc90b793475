import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { auditEntry } from '#core/audit/audit-entry.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import type { Documents } from '#core/ports/documents.ts'
import type { Filter } from '#functions/audit/filter.ts'
import { readTrail } from '#functions/audit/trail.ts'
import type { AuditEventView } from '#functions/audit/view.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import type { Answer } from '#local/system/api-client.ts'
import { sendPoison } from '#local/system/poison-message.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { deadLetter } from '../support/clients/dead-letters.ts'
import { anOrganisation, operator, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  move,
  pages,
  read,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { sharedSettings, usingCosmos } from '../support/clients/state-hash.ts'

const list = (person: Person, query = '') => pages<AuditEventView>(person, `auditEvents?${query}`)

const usersIn = (events: readonly AuditEventView[]) => events.map(({ facts }) => facts['userId']).sort()

/** The parts of the file, joined. */
async function fileOf(person: Person, query: string): Promise<string> {
  let text = ''
  for (let next: string | undefined = `auditEvents/export?${query}`; next !== undefined; ) {
    const part: Answer<unknown> = await person.get(next)
    expect(part.status).toBe(200)
    text += part.text
    const { pathname, search } = new URL(
      /<(.+)>; rel="next"/.exec(part.headers.get('link') ?? '')?.[1] ?? origin,
    )
    next = part.headers.has('link') ? pathname + search : undefined
  }
  return text
}

const origin = 'http://nowhere.example'

test('R084 B15: who bought and who lost a licence by a cancel or a move is listed and exported, page by page', async () => {
  const { globalAdmin, billingAdmin, purchaser, members } = await anOrganisation()
  const [cancelled, moved] = [await buy(purchaser), await buy(purchaser)]
  for (const bought of [cancelled, moved]) await assign(purchaser, bought, members)
  await ended(purchaser, await cancel(purchaser, cancelled))
  const target = await buyCentrally(billingAdmin)
  await takeControl(globalAdmin, moved)
  await ended(globalAdmin, await move(globalAdmin, moved, target))

  const everybody = members.map(({ id }) => id).sort()
  for (const { id } of [cancelled, moved]) {
    const revoked = await list(globalAdmin, `action=access.revoked&subscriptionId=${id}&maxpagesize=3`)
    expect(usersIn(revoked)).toEqual(everybody)
    const [purchase] = await list(globalAdmin, `action=subscription.purchased&subscriptionId=${id}`)
    expect(purchase?.actor).toMatchObject({ id: purchaser.id, tenantId: purchaser.tenantId })
  }
  const byPurchaser = await list(globalAdmin, `action=access.revoked&actor=${purchaser.id}`)
  expect(usersIn(byPurchaser)).toEqual(everybody)

  const whole = await list(globalAdmin, 'maxpagesize=1000')
  expect(whole.filter(({ action }) => action === 'access.revoked')).toHaveLength(8)
  expect(await list(globalAdmin, 'maxpagesize=2')).toEqual(whole)
  const lines = (await fileOf(globalAdmin, 'format=jsonl&maxpagesize=7')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual(whole)
  const csv = await fileOf(globalAdmin, 'maxpagesize=7')
  expect(csv.trimEnd().split('\r\n')).toHaveLength(whole.length + 1)
  expect(csv).toMatch(/^"id","at","action","actorId",/)
})

test('R110: feedback is kept for administrators, and is in no audit event, no export and no log', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const bought = await buy(purchaser)
  const feedback = `Niet te volgen ${bought.id.slice(0, 8)}`
  await ended(purchaser, await cancel(purchaser, bought, { feedback }))
  expect((await read(globalAdmin, bought)).cancellation).toEqual({ reason: 'unused', feedback })
  const { logs } = stateFiles(inject('sharedState'))
  const texts = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'))
  expect(texts.join('').length).toBeGreaterThan(0)
  texts.push(JSON.stringify(await list(globalAdmin)), await fileOf(globalAdmin, ''))
  for (const text of texts) {
    expect(text).not.toContain(feedback)
    expect(text).not.toContain(encodeURIComponent(feedback))
  }
})

test('B15 B16: a dead letter that was resubmitted or dropped is in the audit trail of its organisation, with the operator’s name', async () => {
  const { globalAdmin, id: tenantId } = await anOrganisation()
  const { SERVICE_BUS_CONNECTION: connection = '' } = sharedSettings()
  const { messageId } = await sendPoison(connection, 'unknown-operation', { queue: 'send-email', tenantId })
  const aLetter = async (of: string) => {
    const { queue, sequenceNumber } = await deadLetter((letter) => letter.messageId === of)
    return { queue, sequenceNumber }
  }
  const again = await operator.post<{ messageId: string }>(
    '/ops/deadLetters/resubmit',
    await aLetter(messageId),
  )
  expect(again.status).toBe(200)
  const reason = 'Nobody knows it.'
  const dropped = { ...(await aLetter(again.body.messageId)), reason }
  expect((await operator.post('/ops/deadLetters/drop', dropped)).status).toBe(200)

  const events = await list(globalAdmin)
  const actor = {
    displayName: expect.stringContaining('Olga'),
    tenantId: sharedSettings()['OPERATOR_TENANT_ID'],
  }
  expect(events.slice(0, 2)).toMatchObject([
    { action: 'deadLetter.dropped', actor, reason, facts: { messageId: again.body.messageId } },
    { action: 'deadLetter.resubmitted', actor, facts: { messageId, queue: 'send-email' } },
  ])
})

test('B15: page 90 of the audit trail costs what page 1 does, filtered or not', async () => {
  const { id, globalAdmin } = await anOrganisation()
  const tenantId = id as TenantId
  const by = { id: globalAdmin.id, name: 'Vera', tenantId: id }
  const first = '2025-01-01T00:00:00.000Z' as Instant
  const all = Array.from({ length: 9_000 }, (_, n) =>
    auditEntry(`audit:${String(n).padStart(5, '0')}`, 'thing.done', by, addMilliseconds(first, n), {
      tenantId,
    }),
  )
  await usingCosmos(async (connection) => {
    const documents = cosmosDocuments(connection)
    for (let from = 0; from < all.length; from += 100) {
      const writes = all.slice(from, from + 100).map((document) => ({ kind: 'create', document }) as const)
      await documents.commit(tenantId, writes)
    }
    const none = {
      from: undefined,
      to: undefined,
      actor: undefined,
      action: undefined,
      subscriptionId: undefined,
    }
    for (const filter of [none, { ...none, actor: globalAdmin.id }, { ...none, action: 'thing.done' }]) {
      const costs = await costsOf(documents, tenantId, filter)
      expect(costs.length).toBeGreaterThanOrEqual(90)
      const [one = 0, last = 0] = [costs[1], costs[88]]
      expect(last, `${one} RU on page 2`).toBeLessThan(one * 1.1)
      expect(last, `${one} RU on page 2`).toBeGreaterThan(one * 0.9)
    }
  })
})

/** The request units of each page of a hundred. */
async function costsOf(documents: Documents, tenantId: TenantId, filter: Filter): Promise<readonly number[]> {
  const costs: number[] = []
  let asked: string | undefined
  do {
    let units = 0
    const counting: Documents = {
      ...documents,
      async page(...given) {
        const page = await documents.page(...given)
        units += page.requestUnits
        return page as never
      },
    }
    const from = { size: 100, ...(asked === undefined ? {} : { continuation: asked }) }
    asked = (await readTrail(counting, tenantId, filter, from)).continuation
    costs.push(units)
  } while (asked !== undefined)
  return costs
}
