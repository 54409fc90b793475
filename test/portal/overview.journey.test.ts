import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation } from '#test/support/clients/journey.ts'
import { assign, buy, buyCentrally, products, read } from '#test/support/clients/journey-verbs.ts'
import { eventually } from '#test/support/clients/system.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

interface Spend {
  readonly total: { readonly amount: number; readonly currency: string }
}

const euros = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' })

/** A link on Home with its number: `3 licences are paid for and free`. */
const need = (page: Page, name: RegExp) => page.getByRole('link', { name })

test('B09 B15 B19 R165 R166 B27 Home says what needs somebody: a leaver’s subscription gets another owner, the spend equals the invoices, the audit trail tells of it', async () => {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser, members, add } = organisation
  const left = await buy(purchaser, { totalLicenses: 4 })
  await assign(purchaser, left, members.slice(0, 3))
  await buyCentrally(globalAdmin, { productId: products.visioPlan2, totalLicenses: 2 })
  await expectStatus(members[0].post('licenseRequests', { productId: products.visioPlan1 }), 201)
  await add({ id: purchaser.id, displayName: purchaser.name, mail: purchaser.address, accountEnabled: false })
  await eventually(async () => {
    const { body } = await globalAdmin.get<{ value: unknown[] }>('orphans')
    return body.value.length === 1
  }, 20_000)

  const { page } = await openPage({ as: globalAdmin })
  await need(page, /^0 operations are running/).waitFor()
  await need(page, /^1 request waits for a decision/).waitFor()
  await need(page, /^3 licences are paid for and free/).waitFor()
  await need(page, /^\d+ terms? ends? within 30 days/).waitFor()
  const { body: spend } = await globalAdmin.get<{ value: Spend[] }>('spend?groupBy=channel')
  const total = spend.value.reduce((sum, row) => sum + row.total.amount, 0)
  expect(total).toBeGreaterThan(0)
  await page.getByText(`${euros.format(total / 100)} in the last twelve months`).waitFor()
  const months = page.getByRole('table', { name: 'Spend' })
  expect(await months.getByRole('row').count()).toBe(13)
  expect(await months.getByRole('row').last().textContent()).toContain(euros.format(total / 100))

  await need(page, /^1 subscription of somebody who left/).click()
  const row = page.getByRole('row', { name: new RegExp(`Power BI Pro ${purchaser.name}.* 3 `) })
  await row.getByRole('button').click()
  await page.getByRole('menuitem', { name: 'Transfer ownership' }).click()
  await page.getByRole('combobox', { name: 'New owner' }).click()
  await page.keyboard.type('Member 4')
  await page.getByRole('option', { name: /Member 4/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Transfer ownership' }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  expect(await read(globalAdmin, left)).toMatchObject({
    purchaser: { id: members[3].id },
    assignedLicenses: 3,
  })
  await page.getByRole('link', { name: 'Leavers' }).click()
  await page.getByText('Everybody who bought something is still here.').waitFor()

  await page.getByRole('link', { name: 'Audit' }).click()
  const transferred = page.getByRole('row', {
    name: /^Ownership transferred .* Vera Zandstra This organisation Power BI Pro/,
  })
  await transferred.click()
  await page.getByRole('dialog').getByRole('link', { name: 'Open the subscription' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'What' }).selectOption('Ownership transferred')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await transferred.getByRole('button').click()
  await page.getByRole('menuitem', { name: 'Only this subscription' }).click()
  await page.getByRole('combobox', { name: 'What' }).selectOption('All')
  await page.getByRole('row', { name: /^Purchaser left .* Seatwarden/ }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as CSV' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  expect(file).toBe((await globalAdmin.get(`auditEvents/export?subscriptionId=${left.id}`)).text)

  await page.getByRole('link', { name: 'Spend' }).click()
  await page.getByRole('combobox', { name: 'By' }).selectOption('Purchaser')
  await page.getByRole('row', { name: new RegExp(`^${purchaser.name} `) }).waitFor()
  await page.getByRole('row', { name: /^The organisation itself / }).waitFor()
  await page.getByRole('link', { name: 'What central licences would save' }).click()
  await page.getByRole('row', { name: /^Power BI Pro Member 4 3 / }).waitFor()
}, 60_000)

test('R036 R054 B27 a Global Reader sees all that administrators see, and nothing to do it with', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const [reader] = await add({ displayName: 'Noor Leest', role: 'globalReader' })
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members.slice(0, 1))
  const asked = await members[1].post<{ id: string }>('licenseRequests', { productId: products.powerBiPro })
  await add({ id: purchaser.id, displayName: purchaser.name, mail: purchaser.address, accountEnabled: false })
  await eventually(async () => {
    const { body } = await globalAdmin.get<{ value: unknown[] }>('orphans')
    return body.value.length === 1
  }, 20_000)
  const { page } = await openPage({ as: reader, path: '/policies' })
  const main = page.getByRole('main')
  await page.getByRole('row', { name: /^Power BI Pro Allowed Allowed 1 active purchase/ }).waitFor()
  await page.getByText('People may sign up for free products').waitFor()
  await page.getByRole('button', { name: 'As a file' }).click()
  await page.getByRole('menuitem', { name: 'Export the policy' }).waitFor()
  expect(await page.getByRole('menuitem').count()).toBe(1)
  await page.keyboard.press('Escape')
  expect(await main.getByRole('switch').count()).toBe(0)
  // The filter alone.
  expect(await main.getByRole('combobox').count()).toBe(1)

  const visits: readonly (readonly [string, RegExp])[] = [
    ['/licenses/CFQ7TTC0H9MP', /Member 1/],
    [`/requests/${asked.body.id}`, /Member 2/],
    ['/leavers', /Power BI Pro/],
    ['/spend', /Power BI Pro/],
    ['/audit', /Power BI Pro/],
  ]
  for (const [path, seen] of visits) {
    await page.goto(`/app${path}`)
    await page.getByRole('row', { name: seen }).first().waitFor()
    const acts = /^(Assign|Unassign|Export users|Approve|Reject|Set all|Edit|Transfer|Take control)/
    expect(await main.getByRole('button', { name: acts }).count(), path).toBe(0)
    expect(await main.getByRole('checkbox').count(), path).toBe(0)
  }
  await page.goto('/app/leavers')
  await page
    .getByRole('row', { name: /Power BI Pro/ })
    .getByRole('button')
    .click()
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Open the subscription'])
}, 60_000)

test('R160 R185 B27 what is somebody else’s looks like what was never there; a member sees their own', async () => {
  const other = await anOrganisation()
  const theirs = await buy(other.purchaser)
  const theirRequest = await other.members[0].post<{ id: string }>('licenseRequests', {
    productId: products.powerBiPro,
  })
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const { page, expectFault } = await openPage({ as: globalAdmin, path: null })
  expectFault(/^console: .*404/)
  const shown = async (path: string) => {
    await page.goto(`/app${path}`)
    await page.getByText(/^(This is not here|There is no such resource)/).waitFor()
    const snapshot = await page.getByRole('main').ariaSnapshot()
    // The id of the request, and nothing else, is another one.
    return snapshot.replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '')
  }
  for (const [folder, id] of [
    ['licenses', products.visioPlan2],
    ['requests', theirRequest.body.id],
    ['subscriptions', theirs.id],
  ] as const)
    expect(await shown(`/${folder}/${id}`), folder).toBe(await shown(`/${folder}/${randomUUID()}`))

  const bought = await buy(purchaser)
  await assign(purchaser, bought, members.slice(0, 1))
  const own = await openPage({ as: members[0] })
  await own.page
    .getByRole('grid', { name: 'My licences' })
    .getByRole('row', { name: /^Power BI Pro/ })
    .waitFor()
  await own.page.getByRole('link', { name: 'Get a product' }).waitFor()
  expect(await own.page.getByRole('heading', { name: 'What needs somebody' }).count()).toBe(0)
})
