import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation } from '#test/support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  type cancel,
  holders,
  move,
  type Operation,
  pages,
  read,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { faultsOf } from './axe.ts'
import { untilFocused } from './keys.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const dialog = (page: Page) => page.getByRole('alertdialog')

/** As somebody types it in a field, in the zone of the browser. */
const zone = 'Europe/Amsterdam'
const inDays = (days: number) => {
  const day = new Date(Date.now() + days * 24 * 3_600_000).toLocaleDateString('sv-SE', { timeZone: zone })
  return `${day}T09:30`
}

async function twoSides(users: number) {
  const organisation = await anOrganisation({ members: users + 1 })
  const { globalAdmin, purchaser, members } = organisation
  const source = await buy(purchaser, { totalLicenses: users })
  await assign(purchaser, source, members.slice(0, users))
  await takeControl(globalAdmin, source)
  const target = await buyCentrally(globalAdmin, { totalLicenses: users })
  return { ...organisation, source, target }
}

test('B11 B27 a move is planned for a day and time, stands among the operations and on the subscription with that time, gets another one, and is revoked: nothing has happened', async () => {
  const { globalAdmin, source } = await twoSides(4)
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${source.id}/take-over/move` })
  await page.getByRole('radio', { name: /^Power BI Pro/ }).click()
  await page.getByRole('radio', { name: 'At a day and time' }).click()
  await page.getByText(/^In your time zone, Europe\/Amsterdam \(CES?T\)$/).waitFor()
  const field = page.getByRole('textbox', { name: 'Day and time' })
  await field.fill(inDays(-2))
  await button(page, 'Check the numbers').click()
  await page.getByRole('alert').getByText('Choose a time that is still to come.').first().waitFor()
  await field.fill(inDays(3))
  // What was chosen is not lost by a reload.
  await page.reload()
  await button(page, 'Check the numbers').click()
  await page.getByText(/^It begins on .*, 09:30 CES?T, and not before\. Until then nothing is held/).waitFor()
  await button(page, 'Plan the move').click()
  await dialog(page).getByText('If it cannot be done, it fails and says why').waitFor()
  await dialog(page).getByText('After that it can be undone for 30 days under Operations').waitFor()
  await dialog(page).getByRole('button', { name: 'Plan the move of 4 users' }).click()
  await untilFocused(page.getByRole('heading', { level: 1, name: 'Move users' }))
  await page.getByText('Until then it holds nothing').waitFor()
  await page.getByText('Planned', { exact: true }).waitFor()

  await page.getByRole('link', { name: 'All operations' }).click()
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Planned')
  const row = page.getByRole('row', { name: /Move users.*Planned.*from .*09:30/ })
  await row.waitFor()
  // The bell tells of what goes on, and nothing does.
  expect(await page.getByRole('button', { name: 'Operations', exact: true }).count()).toBe(1)
  await page.goto(`/app/subscriptions/${source.id}`)
  await page.getByText(/^Planned: Move users, on .*09:30 CES?T$/).waitFor()
  await page.getByRole('link', { name: 'Change or revoke it' }).click()

  await button(page, 'Change the time').click()
  expect(await dialog(page).getByRole('textbox', { name: 'Day and time' }).inputValue()).toBe(inDays(3))
  expect(await faultsOf(page)).toEqual([])
  await dialog(page)
    .getByRole('radio', { name: /^At the end of the term, on/ })
    .click()
  await dialog(page).getByRole('button', { name: 'Save the time' }).click()
  const [plan] = await expectPlan(globalAdmin)
  const { expirationDate } = await read(globalAdmin, source)
  await expect
    .poll(async () => (await expectPlan(globalAdmin))[0]?.startAt)
    .toBe(`${expirationDate.slice(0, 10)}T00:00:00.000Z`)
  expect(plan?.status).toBe('NotStarted')

  await button(page, 'Revoke the plan').click()
  await dialog(page).getByText('Nothing has happened: all stays as it is.').waitFor()
  await untilFocused(dialog(page).getByRole('button', { name: 'Keep the plan' }))
  await dialog(page).getByRole('button', { name: 'Revoke the plan' }).click()
  await page.getByText('This operation was cancelled').waitFor()
  await page.getByText('Nothing has happened: all stays as it is.').waitFor()
  expect(await read(globalAdmin, source)).toMatchObject({ status: 'Active', assignedLicenses: 4 })
}, 60_000)

test('B11 R088 a cancellation is planned for the end of the term, and what a planned move finds too few of when its time comes is said', async () => {
  const { globalAdmin, members, source, target } = await twoSides(4)
  const startAt = new Date(Date.now() + 6_000).toISOString()
  const planned = await move(globalAdmin, source, target, { startAt } as never)
  // Somebody is faster: of the licences that were free then one is given to somebody else.
  await assign(globalAdmin, target, members.slice(4))

  const other = await buyCentrally(globalAdmin, { totalLicenses: 1 })
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${other.id}/take-over/cancel` })
  await page.getByRole('combobox', { name: 'Reason' }).selectOption('It is too expensive')
  await page.getByRole('radio', { name: /^At the end of the term, on/ }).click()
  await button(page, 'Plan the cancellation').click()
  await dialog(page)
    .getByText(/^It begins at the end of the term, on .* \(00:00 UTC\), and not before\.$/)
    .waitFor()
  await dialog(page).getByText('What comes back is worked out then.').waitFor()
  await dialog(page).getByText('Since its term is over then, this cannot be undone after that.').waitFor()
  await dialog(page).getByRole('button', { name: 'Plan the cancellation' }).click()
  await untilFocused(page.getByRole('heading', { level: 1, name: 'Cancel subscription' }))
  await page.getByText('Until then it holds nothing').waitFor()

  // What is one of several has the plan on its page, too.
  const all = { sourceIds: [source.id, other.id], targetSubscriptionId: target.id, confirm: true }
  const startsAt = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString()
  await expectStatus(globalAdmin.post('subscriptions/consolidate', { ...all, startAt: startsAt }), 202)
  await page.goto(`/app/subscriptions/${other.id}`)
  await page.getByText(/^Planned: Consolidate, on/).waitFor()
  await page.getByText(/^Planned: Cancel subscription, on/).waitFor()

  await page.goto(`/app/operations/${planned.id}`)
  await page.getByText(/^When its time came, on .*, it could not begin$/).waitFor({ timeout: 40_000 })
  await page
    .getByText('Too few licences are free in the target. Nothing has happened: all stays as it is.')
    .waitFor()
  expect(await holders(globalAdmin, source)).toHaveLength(4)
  expect(await read(globalAdmin, other)).toMatchObject({ status: 'Active' })
}, 90_000)

async function expectPlan(admin: Parameters<typeof cancel>[0]): Promise<readonly Operation[]> {
  return pages<Operation>(admin, 'operations?status=NotStarted')
}
