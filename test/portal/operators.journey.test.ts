import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { sendPoison } from '#local/system/poison-message.ts'
import { deadLetter } from '#test/support/clients/dead-letters.ts'
import { anOrganisation, mailsTo, operator } from '#test/support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  type Operation,
  read,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { putOnQueue, serviceBusConnection } from '#test/support/clients/queue-message.ts'
import { whileWorkersStop } from '#test/support/clients/stopped-workers.ts'
import { auditEntries } from '#test/support/clients/stored-documents.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()
const patient = { timeout: 15_000 }

const markup = '<img src=x onerror=alert(1)>'
const hostileName = () => `${markup} \u202Egnp.${randomUUID().slice(0, 8)}`

const rowOf = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text })

async function choose(page: Page, row: Locator, action: string): Promise<void> {
  await row.getByRole('button', { name: /^More actions/ }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** Two moves that somebody has paused before their first step, at an organisation whose name wants to be a picture. */
async function pausedMoves(displayName: string) {
  const organisation = await anOrganisation({ displayName })
  const { globalAdmin, purchaser, members } = organisation
  const controlled = async (count: number) => {
    const bought = await buy(purchaser)
    await assign(purchaser, bought, members.slice(0, count))
    return takeControl(globalAdmin, bought)
  }
  const sources = [await controlled(4), await controlled(2)] as const
  const target = await buyCentrally(globalAdmin)
  const paused = async (source: (typeof sources)[number]) => {
    const { body } = await expectStatus(askMove(globalAdmin, source, target), 202)
    return (await expectStatus(globalAdmin.post<Operation>(`operations/${body.id}/pause`), 200)).body
  }
  const [first, second] = await whileWorkersStop(async () => [
    await paused(sources[0]),
    await paused(sources[1]),
  ])
  return { ...organisation, sources, operations: [first, second] as readonly Operation[] }
}

test('B16 B17 B03 B27 an operator cancels one move and resumes another, resubmits the dead letter of its mail, and drops a third message with a reason', async () => {
  const displayName = hostileName()
  const { id, globalAdmin, purchaser, sources, operations } = await pausedMoves(displayName)
  const [operation, other] = operations
  if (!operation || !other) throw new Error('Two moves were asked for.')
  // The mail of a move comes to be at its end: a message for it is beyond help until then.
  const mailId = `mail:${operation.id}`
  await putOnQueue('send-email', { kind: 'mail', tenantId: id, mailId, attempt: 0 })
  const { messageId } = await sendPoison(serviceBusConnection(), 'unknown-operation', {
    queue: 'move-users',
    tenantId: id,
  })
  await deadLetter((letter) => letter.messageId === messageId)
  await deadLetter((letter) => letter.tenantId === id && letter.queue === 'send-email')

  const { page, expectFault } = await openPage({
    as: 'olga-operator',
    path: `/operator/operations?tenantId=${id}`,
  })
  // Workers that stopped just now are what the board tells of.
  expectFault(/^console: .*503/)
  const numbers = page.locator('dl').first()
  await expect.poll(() => numbers.textContent(), { timeout: 15_000 }).toContain('2Paused')
  const rows = page.getByRole('grid').locator('[data-row-id]')
  const moved = page.locator(`[data-row-id="${operation.id}"]`)
  const cancelled = page.locator(`[data-row-id="${other.id}"]`)
  await cancelled.getByText('Paused').waitFor()
  // Whatever a name looks like, it is a name.
  expect(await cancelled.textContent()).toContain(displayName)
  await choose(page, cancelled, 'Cancel the operation')
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText('Nobody has been moved: everybody stays where they are.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel the operation' }).click()
  await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(1)
  await choose(page, moved, 'Resume')
  await page.getByText('Nothing matches these filters.').waitFor()
  await page.getByLabel('Status').selectOption({ label: 'All' })
  await moved.getByText('Completed').waitFor()
  await cancelled.getByText('Cancelled').waitFor()
  expect(await read(globalAdmin, sources[1])).toMatchObject({ status: 'Active', assignedLicenses: 2 })
  expect(await auditEntries(id)).toContainEqual(
    expect.objectContaining({
      action: 'operation.cancel',
      by: expect.objectContaining({ name: 'Olga Petrova' }),
    }),
  )
  await moved.click()
  const pane = page.getByRole('dialog')
  await pane.getByRole('link', { name: 'Its dead letters' }).waitFor()
  await expect.poll(() => pane.evaluate((at) => at.contains(document.activeElement)), patient).toBe(true)
  // Where the mouse rests on something with a tooltip, the first one closes that.
  await expect
    .poll(async () => {
      await page.keyboard.press('Escape')
      return pane.count()
    }, patient)
    .toBe(0)
  await expect.poll(() => moved.evaluate((row) => row === document.activeElement), patient).toBe(true)

  await page.getByRole('link', { name: 'Dead letters' }).click()
  await page.getByRole('searchbox', { name: 'Search' }).fill(id)
  const letters = page.getByRole('grid').getByRole('checkbox', { name: /^Select (move-users|send-email)/ })
  await expect.poll(() => letters.count(), { timeout: 15_000 }).toBe(2)
  // The mail is there by now, so nothing is said against another try.
  const mended = rowOf(page, 'send-email')
  expect(await mended.textContent()).not.toContain('No mail')
  await mended.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Resubmit 1' }).click()
  await dialog.getByRole('button', { name: 'Resubmit the message' }).click()
  await page.getByText('The message is on its queue again.').waitFor()

  const doomed = rowOf(page, /No moveUsers operation .* is known/)
  await doomed.click()
  const letter = page.getByRole('dialog')
  await letter.getByText('What the message says').click()
  await letter.getByText('"kind": "moveUsers"').waitFor()
  await letter.getByRole('button', { name: 'Drop' }).click()
  const drop = dialog.getByRole('button', { name: 'Drop the message' })
  expect(await drop.getAttribute('aria-disabled')).toBe('true')
  await dialog.getByLabel('Reason').fill('It names nothing that there is.')
  await drop.click()
  await page.getByText('The message is dropped.').waitFor()
  await page.getByText('Nothing matches these filters.').waitFor()
  const dropped = (await auditEntries(id)).filter(({ action }) => action === 'deadLetter.dropped')
  expect(dropped).toMatchObject([
    { by: { name: 'Olga Petrova' }, facts: { messageId, reason: 'It names nothing that there is.' } },
  ])

  expect(await mailsTo(purchaser.address)).toHaveLength(1)
  await page.goto(`/app/operator/mail?tenantId=${id}`)
  await rowOf(page, purchaser.address).getByText('Sent').waitFor()
  await rowOf(page, purchaser.address).click()
  const text = await page.getByRole('dialog').locator('pre').textContent()
  expect(text).toContain(markup)

  // A link names an operation, whether or not the board shows it.
  await page.goto(`/app/operator/operations?status=Failed&open=${operation.id}`)
  await page.getByRole('dialog').getByRole('link', { name: 'Its dead letters' }).waitFor()
})

test('B17 the board is read again by itself, and not while it is held', async () => {
  const { page } = await openPage({ as: 'olga-operator', path: null })
  await page.clock.install()
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('/ops/queues')) asked += 1
  })
  const later = () => page.clock.fastForward(6_000)
  await page.goto('/app/operator/queues')
  await page.getByRole('row').filter({ hasText: 'move-users' }).waitFor()
  const first = asked
  await later()
  await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(first)
  await page.getByRole('button', { name: 'Pause updates' }).click()
  const held = asked
  await later()
  await later()
  expect(asked).toBe(held)
  await page.getByRole('button', { name: 'Resume updates' }).click()
  await later()
  await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(held)
})

test('B27 an operator onboards an organisation and imports its people, and sees first what is wrong with which line', async () => {
  const id = randomUUID()
  const name = hostileName()
  const { page, expectFault } = await openPage({ as: 'olga-operator', path: '/operator/tenants' })
  await page.getByRole('button', { name: 'Onboard an organisation' }).click()
  await page.getByLabel('Tenant id').fill(id)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Domains').fill('kein domain')
  await page.getByLabel('Country').fill('nl')
  await page.getByText('Netherlands').waitFor()
  await page.getByLabel('Agreement for central purchases').fill('AGR-9')
  expectFault(/^console: .*400/)
  await page.getByRole('button', { name: 'Onboard', exact: true }).click()
  await page.getByText('Correct what is marked').waitFor()
  await page.getByLabel('Domains').fill(`org-${id.replaceAll(/\d/g, 'x')}.example`)
  await page.getByRole('button', { name: 'Onboard', exact: true }).click()

  await page.getByRole('heading', { name: 'Import people' }).waitFor()
  const [anna, bo] = [randomUUID(), randomUUID()]
  await page
    .getByLabel('Or paste the table')
    .fill(
      [
        'userId;displayName;userPrincipalName;accountEnabled',
        `${anna};Anna Janssen;anna@org.example;true`,
        `no-guid;Somebody;somebody@org.example;perhaps`,
        `${bo};"=1+1; <b>Bo</b>";bo@org.example;false`,
        `${anna};Anna again;anna2@org.example;true`,
      ].join('\n'),
    )
  await page.getByText('2 to import, 2 left out').waitFor()
  const wrong = rowOf(page, 'Somebody')
  await wrong.getByText('accountEnabled is neither true nor false and userId is not a GUID').waitFor()
  await rowOf(page, 'Anna again').getByText('the same userId as in line 2').waitFor()
  await page.getByRole('button', { name: 'Import 2 people' }).click()
  await page.getByText('2 people are imported.').waitFor()

  await page.goto(`/app/operator/tenants/${id}`)
  await page.getByRole('heading', { name }).waitFor()
  // Somebody else is faster.
  const known = await operator.get<Record<string, unknown>>(`/ops/tenants/${id}`)
  const { displayName, domains, country, tenantType, managed, cloud, language } = known.body
  const theirs = {
    displayName,
    domains,
    country,
    tenantType,
    managed,
    cloud,
    language,
    agreementId: 'AGR-10',
  }
  await page.getByLabel('Name').fill('Typed meanwhile')
  const etag = known.headers.get('ETag') ?? ''
  await expectStatus(operator.put(`/ops/tenants/${id}`, theirs, { headers: { 'If-Match': etag } }), 200)
  expectFault(/^console: .*412/)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody was faster').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('Typed meanwhile')
  await page.getByRole('button', { name: 'Show what it is now' }).click()
  await expect.poll(() => page.getByLabel('Agreement for central purchases').inputValue()).toBe('AGR-10')
})
