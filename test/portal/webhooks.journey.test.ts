import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { aReceiver, verify } from '#test/support/clients/event-receiver.ts'
import { anOrganisation } from '#test/support/clients/journey.ts'
import { buyCentrally } from '#test/support/clients/journey-verbs.ts'
import { eventually } from '#test/support/clients/system.ts'
import { deliveries } from '#test/support/clients/webhooks.ts'
import { faultsOf } from './axe.ts'
import { untilFocused } from './keys.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page) => page.getByRole('alertdialog')
const events = (page: Page) => page.getByRole('grid', { name: 'Events for this webhook' })

/** The secret that is shown now; whoever has kept it goes on. */
async function keptSecret(page: Page): Promise<string> {
  const secret = await dialog(page).getByRole('textbox', { name: 'Secret' }).inputValue()
  await page.keyboard.press('Escape')
  await dialog(page).getByRole('button', { name: 'Copy the secret' }).click()
  await dialog(page)
    .getByRole('button', { name: /^(Copied|Could not copy)$/ })
    .waitFor()
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click()
  return secret
}

async function more(page: Page, item: string): Promise<void> {
  await button(page, 'More actions').click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('B13 R130 R171 B27 an administrator makes a webhook, keeps its secret, tries it, changes the secret, sees why an event is parked, resends one and drops one, pauses it and deletes it', async () => {
  const { globalAdmin } = await anOrganisation()
  const receiver = await aReceiver()
  onTestFinished(() => receiver.close())
  const { page, expectFault } = await openPage({ as: globalAdmin, path: '/organization/webhooks' })
  await page.getByText('No program is told of anything yet.').waitFor()
  await button(page, 'Make a webhook').click()
  await dialog(page).getByRole('textbox', { name: 'What it is for' }).fill('Bookkeeping')
  const address = dialog(page).getByRole('textbox', { name: 'Address' })
  await address.fill('http://10.0.0.1/events')
  await dialog(page)
    .getByRole('checkbox', { name: /^Card declined/ })
    .click()
  expectFault(/^console: .*400/)
  await dialog(page).getByRole('button', { name: 'Make the webhook' }).click()
  await dialog(page)
    .getByText('Expected an https address that everybody on the internet can reach')
    .first()
    .waitFor()
  expect(await faultsOf(page)).toEqual([])
  await address.fill(receiver.url)
  await dialog(page).getByRole('button', { name: 'Make the webhook' }).click()
  const secret = await keptSecret(page)
  expect(secret).toMatch(/^whsec_/)

  await page.getByText('Active', { exact: true }).waitFor({ timeout: 20_000 })
  expect(receiver.origins).toHaveLength(1)
  await page.getByText(/^The receiver said that it wants events/).waitFor()
  await button(page, 'Send a test event').click()
  await page.getByText('A test event is on its way; it stands first below.').waitFor()
  await events(page)
    .getByRole('row', { name: /^Test Delivered 1 HTTP 204/ })
    .waitFor({ timeout: 20_000 })
  const tested = await eventually(() => receiver.came.find(({ type }) => type === 'webhook.test'))
  verify(secret, tested)

  await more(page, 'New secret')
  await dialog(page).getByText('For 24 hours both secrets count').waitFor()
  await untilFocused(dialog(page).getByRole('button', { name: 'Cancel' }))
  await dialog(page).getByRole('button', { name: 'Make a new secret' }).click()
  await dialog(page)
    .getByText(/^Requests are signed with it from now on\. Until/)
    .waitFor()
  const other = await keptSecret(page)
  await page.getByText(/^Two secrets count until/).waitFor()

  // Nobody wants it there any more: both are parked, and each says what was answered.
  receiver.answer = () => 410
  await buyCentrally(globalAdmin)
  await buyCentrally(globalAdmin)
  const webhookId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await eventually(async () => (await deliveries(globalAdmin, webhookId, 'Parked')).length === 2, 20_000)
  await page.reload()
  await page.getByText('2 events are parked').waitFor()
  verify(secret, receiver.came.at(-1) ?? tested)
  verify(other, receiver.came.at(-1) ?? tested)
  await page.getByRole('combobox', { name: 'State' }).selectOption('Parked')
  await page.getByRole('combobox', { name: 'Event' }).selectOption('Purchased')
  const parked = events(page).getByRole('row', { name: /^Purchased Parked 1 HTTP 410/ })
  await expect.poll(() => parked.count()).toBe(2)
  expect(await faultsOf(page)).toEqual([])
  receiver.answer = () => 204
  await parked.first().click()
  const pane = page.getByRole('dialog', { name: 'Purchased' })
  await pane.getByText('"type": "subscription.purchased"').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await pane.getByRole('button', { name: 'Resend' }).click()
  await pane.getByText('Delivered', { exact: true }).waitFor({ timeout: 20_000 })
  await pane.getByRole('button', { name: 'Close' }).click()
  await parked
    .first()
    .getByRole('button', { name: /^More actions/ })
    .click()
  await page.getByRole('menuitem', { name: 'Drop' }).click()
  await dialog(page).getByText('It is never told, and cannot be sent again.').waitFor()
  await untilFocused(dialog(page).getByRole('button', { name: 'Keep it' }))
  await dialog(page).getByRole('button', { name: 'Drop the event' }).click()
  await page.getByText('Nothing matches these filters.').waitFor()
  await button(page, 'Clear filters').click()
  await events(page)
    .getByRole('row', { name: /^Purchased Dropped/ })
    .waitFor()
  await events(page)
    .getByRole('row', { name: /^Purchased Delivered 2 HTTP 204/ })
    .waitFor()

  await button(page, 'Pause').click()
  await dialog(page).getByText('What happens meanwhile is not kept for it').waitFor()
  await dialog(page).getByRole('button', { name: 'Pause it' }).click()
  await page.getByText('Paused', { exact: true }).waitFor()
  await button(page, 'Resume').click()
  await page.getByText('Active', { exact: true }).waitFor()
  await more(page, 'Delete')
  await dialog(page).getByRole('button', { name: 'Delete the webhook' }).click()
  await page.getByText('No program is told of anything yet.').waitFor()
}, 120_000)
