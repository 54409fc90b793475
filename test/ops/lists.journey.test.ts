import { expect, test } from 'vitest'
import type { Answer } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, operator } from '../support/clients/journey.ts'
import { buy, cancel, ended, said } from '../support/clients/journey-verbs.ts'

interface Row {
  readonly id: string
  readonly tenantId: string
}

interface Page {
  readonly value: readonly Row[]
  readonly nextLink?: string
}

const placeOf = ({ tenantId, id }: Row) => `${tenantId} ${id}`

/** Three organisations that take turns: each has two operations, and the mails about them. */
async function organisationsInTurn() {
  const organisations = [await anOrganisation(), await anOrganisation(), await anOrganisation()]
  const operations: string[] = []
  for (const { purchaser } of [...organisations, ...organisations]) {
    const operation = await cancel(purchaser, await buy(purchaser))
    await ended(purchaser, operation)
    operations.push(placeOf({ id: operation.id, tenantId: purchaser.tenantId }))
  }
  return { organisations, operations }
}

/** The rows of these organisations, page by page as the links lead, until a page has only older rows of others. */
async function pagesOf(path: string, tenantIds: readonly string[]) {
  const pages: (readonly Row[])[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: Answer<Page> = await operator.get(next)
    expect(answer.status).toBe(200)
    const ours = answer.body.value.filter(({ tenantId }) => tenantIds.includes(tenantId))
    if (ours.length === 0 && pages.length > 0) break
    if (ours.length > 0) pages.push(ours)
    const { nextLink } = answer.body
    next = nextLink && new URL(nextLink).pathname + new URL(nextLink).search
  }
  return pages
}

test('B17: lists over all organisations are read page by page: each row once, the newest first', async () => {
  const { organisations, operations } = await organisationsInTurn()
  for (const { purchaser } of organisations) await mailsTo(purchaser.address, 2)
  const tenantIds = organisations.map(({ id }) => id)

  const board = await pagesOf('/ops/operations?status=Succeeded&maxpagesize=4', tenantIds)
  expect(board.length).toBeGreaterThan(1)
  expect(board.flat().map(placeOf)).toEqual(operations.toReversed())

  const mails = await pagesOf('/ops/mail?maxpagesize=4', tenantIds)
  expect(mails.length).toBeGreaterThan(1)
  const inTurn = [...tenantIds, ...tenantIds]
  expect(mails.flat().map(({ tenantId }) => tenantId)).toEqual(inTurn.toReversed())
  expect(new Set(mails.flat().map(placeOf)).size).toBe(inTurn.length)

  const { body } = await operator.get<Page>('/ops/mail?maxpagesize=1')
  const ofMails = new URL(body.nextLink ?? '').searchParams.get('continuation')
  const elsewhere = await operator.get(`/ops/operations?maxpagesize=1&continuation=${ofMails}`)
  expect(said(elsewhere)).toBe('400 InvalidRequest')
})
