import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, type Person } from '#test/support/clients/journey.ts'
import {
  addCard,
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  products,
  read,
  said,
  signUp,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const policy = 'policies/allowSelfServicePurchase'
const planner = 'CFQ7TTC0HDB1'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const dialog = (page: Page) => page.getByRole('alertdialog')

interface ProductPolicy {
  readonly productId: string
  readonly productName: string
  readonly policyValue: string
  readonly allowedValues: readonly string[]
}

async function policyOf(admin: Person): Promise<readonly ProductPolicy[]> {
  const { body } = await expectStatus(admin.get<{ products: ProductPolicy[] }>(policy), 200)
  return body.products
}

async function policyValueOf(admin: Person, productId: string): Promise<string | undefined> {
  return (await policyOf(admin)).find((one) => one.productId === productId)?.policyValue
}

async function setProduct(admin: Person, productId: string, policyValue: string): Promise<void> {
  const path = `${policy}/products/${productId}`
  const etag = (await admin.get(path)).headers.get('etag') ?? ''
  await expectStatus(admin.put(path, { policyValue }, { headers: { 'if-match': etag } }), 200)
}

async function tryToBuy(person: Person, productId: string): Promise<string> {
  const paymentMethodId = await addCard(person)
  return said(
    await person.post('subscriptions', {
      productId,
      channel: 'selfService',
      totalLicenses: 1,
      paymentMethodId,
    }),
  )
}

/** What a click makes the browser save. */
async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download')
  await click()
  return readFile(await (await download).path(), 'utf8')
}

test('R034 R036 R052 R055 R056 R057 B06 B07 B27 an administrator switches products off, one, all and by a file, and the member is refused; who was faster is not overwritten', async () => {
  const { billingAdmin, globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  const { page, expectFault } = await openPage({ as: billingAdmin, path: '/policies' })
  const pro = page.getByRole('combobox', { name: 'Self-service purchase of Power BI Pro' })
  await pro.selectOption('Not allowed')
  await expect.poll(() => policyValueOf(billingAdmin, products.powerBiPro)).toBe('Disabled')
  expect(await tryToBuy(members[0], products.powerBiPro)).toBe('403 PurchaseDisabledByPolicy')
  expect(await tryToBuy(members[0], products.visioPlan1)).toBe('201')
  // Nothing that was bought is touched, and the page says how much that is.
  await page.getByRole('link', { name: '1 active purchase of Power BI Pro' }).waitFor()
  expect(await read(purchaser, bought)).toMatchObject({ status: 'Active', availableLicenses: 5 })

  await setProduct(globalAdmin, planner, 'OnlyTrialsWithoutPaymentMethod')
  expectFault(/^console: .*412/)
  await page
    .getByRole('combobox', { name: 'Self-service purchase of Planner Plan 1' })
    .selectOption('Not allowed')
  await dialog(page).getByText('Now it is: Only trials without a payment method.').waitFor()
  await dialog(page).getByText('You chose: Not allowed.').waitFor()
  expect(await policyValueOf(globalAdmin, planner)).toBe('OnlyTrialsWithoutPaymentMethod')
  await button(page, 'Apply again').click()
  await expect.poll(() => policyValueOf(globalAdmin, planner)).toBe('Disabled')

  await button(page, 'Set all products').click()
  await dialog(page).getByRole('radio', { name: 'Allowed', exact: true }).check()
  await dialog(page).getByText('2 products change:').waitFor()
  await dialog(page).getByText('Power BI Pro: “Not allowed” becomes “Allowed”').waitFor()
  await dialog(page).getByRole('button', { name: 'Set 2 products' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  expect((await policyOf(billingAdmin)).filter(({ policyValue }) => policyValue !== 'Enabled')).toEqual([])

  await button(page, 'As a file').click()
  const file = await saved(page, () => page.getByRole('menuitem', { name: 'Export the policy' }).click())
  expect(JSON.parse(file)).toEqual((await billingAdmin.get(`${policy}/export`)).body)
  await button(page, 'As a file').click()
  await page.getByRole('menuitem', { name: 'Import a policy' }).click()
  const chooser = dialog(page).getByLabel('Choose a file')
  const importing = (text: string) =>
    chooser.setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await importing('no JSON')
  await dialog(page).getByText('This is not a policy file').waitFor()
  const edited = JSON.parse(file) as { products: { productId: string; policyValue: string }[] }
  const visio = edited.products.find(({ productId }) => productId === products.visioPlan2)
  if (visio) visio.policyValue = 'Disabled'
  await importing(JSON.stringify(edited))
  await dialog(page).getByText('Visio Plan 2: “Allowed” becomes “Not allowed”').waitFor()
  expect(await policyValueOf(billingAdmin, products.visioPlan2)).toBe('Enabled')
  await dialog(page).getByRole('button', { name: 'Apply one change' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  expect(await tryToBuy(members[1], products.visioPlan2)).toBe('403 PurchaseDisabledByPolicy')
}, 60_000)

test('R014 B10 R174 B27 the Global Administrator alone switches free sign-ups and says where people ask; countries are found by either name', async () => {
  const { globalAdmin, billingAdmin, members } = await anOrganisation()
  const { page } = await openPage({ as: globalAdmin, path: '/policies' })
  const freeSignUps = page.getByRole('switch', { name: 'People may sign up for free products' })
  await freeSignUps.click()
  const signUpOf = async () =>
    said(await members[0].post('subscriptions', { productId: products.fabricFree, channel: 'signUp' }))
  await expect.poll(signUpOf).toBe('403 SignUpDisabled')
  await button(page, 'Edit: Requests for licences').click()
  await page.getByRole('textbox', { name: 'Your own message' }).fill('Ask at https://ask.example/licences.')
  await button(page, 'Save').click()
  await page.getByText('Ask at https://ask.example/licences.').waitFor()
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })
  expect(said(await members[0].post('licenseRequests', { productId: products.powerBiPro }))).toBe(
    '403 OwnRequestProcess',
  )
  await freeSignUps.click()
  await expect.poll(signUpOf).toBe('201')

  const other = await openPage({ as: billingAdmin, path: '/policies/countries?q=duits' })
  await other.page.getByRole('row', { name: /Germany.*Duitsland.*DE/ }).waitFor()
  await other.page.getByRole('link', { name: 'Back to the policies' }).click()
  await other.page.getByText('Ask at https://ask.example/licences.').waitFor()
  expect(await other.page.getByRole('switch').count()).toBe(0)
})

test('B10 B27 whoever looks after licences approves a request for some, from a subscription that they choose, and rejects it for the rest with a text', async () => {
  const { globalAdmin, members, add } = await anOrganisation()
  const [lotte] = await add({ displayName: 'Lotte Recht', role: 'licenseAdmin' })
  const [asking, one, other] = members
  const central = await buyCentrally(globalAdmin, { totalLicenses: 2 })
  await expectStatus(
    asking.post('licenseRequests', {
      productId: products.powerBiPro,
      userIds: idsOf([asking, one, other]),
      message: 'For <b>the</b> year’s accounts.',
    }),
    201,
  )
  const { page, expectFault } = await openPage({ as: lotte, path: '/requests' })
  await page.getByRole('row', { name: /Power BI Pro.*Member 1/ }).click()
  await page.getByText('For <b>the</b> year’s accounts.').waitFor()
  await button(page, 'Approve for 3 people').click()
  expectFault(/^console: .*409/)
  await dialog(page).getByRole('button', { name: 'Approve for 3 people' }).click()
  await dialog(page).getByText('There are not enough free licences').waitFor()
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('checkbox', { name: `Select ${other.name}` }).uncheck()
  await button(page, 'Approve for 2 people').click()
  await dialog(page).getByRole('radio', { name: 'Central: 2 licences free' }).check()
  await dialog(page).getByText('One person still waits.').waitFor()
  await dialog(page).getByRole('button', { name: 'Approve for 2 people' }).click()
  await button(page, 'Reject for one person').click()
  expect(await holders(lotte, central)).toEqual(idsOf([asking, one]))
  await dialog(page).getByRole('textbox', { name: 'Message' }).fill('Next year.')
  await dialog(page).getByRole('button', { name: 'Reject for one person' }).click()
  await page.getByRole('row', { name: /Rejected.*Member 3.*Lotte Recht.*Next year\./ }).waitFor()
  expect(await button(page, /^(Approve|Reject)/).count()).toBe(0)
  const mails = await mailsTo(asking.address, 2)
  expect(mails.map(({ text }) => text).join('\n')).toContain('Next year.')
})

test('R042 R043 R046 R047 R048 R049 R050 R051 R107 R187 R188 B27 licences: each product once, its users by who bought it, exported, assigned and taken back; a purchaser has their own', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const [second] = await add({ displayName: 'Zoë Tweede' })
  const first = await buy(purchaser, { totalLicenses: 3 })
  const taken = await buy(second, { totalLicenses: 5 })
  await assign(purchaser, first, members.slice(0, 2))
  await assign(second, taken, members.slice(2, 4))
  await buyCentrally(globalAdmin, { productId: products.visioPlan2, totalLicenses: 7 })
  await signUp(members[0])
  const gone = await buy(second, { totalLicenses: 2 })
  await ended(second, await cancel(second, gone))
  await takeControl(globalAdmin, taken)

  const { page } = await openPage({ as: globalAdmin, path: '/licenses?channel=selfService' })
  const row = page.getByRole('row', { name: 'Power BI Pro 8 4 4 2' })
  await row.waitFor()
  expect(await page.getByRole('row').count()).toBe(2)
  await row.click()
  const groups = page.getByRole('region', { name: /^Bought by/ })
  await groups.nth(1).waitFor()
  expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
    `Bought by ${purchaser.name}`,
    `Bought by ${second.name}`,
  ])
  await button(page, purchaser.name).click()
  await page.getByRole('row', { name: /Member 1/ }).waitFor()
  await page.getByText('once you have taken control of it').waitFor()
  expect(await groups.nth(0).getByRole('checkbox').count()).toBe(1)
  expect(await groups.nth(0).getByRole('button', { name: 'Assign' }).count()).toBe(0)
  const one = { userIds: idsOf(members.slice(3, 4)) }
  expect(said(await globalAdmin.post(`subscriptions/${first.id}/assignments`, one))).toBe(
    '409 TakeControlRequired',
  )

  for (const { name } of [purchaser, second])
    await page.getByRole('checkbox', { name: `Select what ${name} bought` }).check()
  await button(page, 'Export users of 2').click()
  const csv = await saved(page, () => button(page, 'Download the CSV file').click())
  const { body } = await globalAdmin.get<{ value: { result: { downloadUrl: string } }[] }>(
    'operations?kind=exportUsers',
  )
  const address = new URL(body.value[0]?.result.downloadUrl ?? '')
  expect(csv).toBe((await globalAdmin.get(address.pathname)).text)
  expect(csv.trim().split('\r\n')).toHaveLength(5)

  await groups.nth(1).getByRole('button', { name: 'Assign' }).click()
  await page.getByRole('combobox', { name: 'People' }).click()
  await page.keyboard.type('Memb')
  await page.getByRole('option', { name: /Member 1/ }).click()
  await button(page, 'Assign to one person').click()
  await page.getByText('Assigned to Member 1. 2 licences are free.').waitFor()
  await button(page, 'Close').click()
  await button(page, second.name).click()
  await groups.nth(1).getByRole('checkbox', { name: 'Select Member 3' }).check()
  await button(page, 'Unassign licences of 1').click()
  await dialog(page).getByText('Member 3 can no longer use it.').waitFor()
  await dialog(page).getByRole('button', { name: 'Unassign' }).click()
  await page.getByText('One licence was unassigned.').waitFor()
  expect(await holders(globalAdmin, taken)).toEqual(idsOf([members[0], members[3]]))

  const own = await openPage({ as: purchaser, path: '/licenses' })
  await own.page.getByRole('row', { name: 'Power BI Pro 3 2 1 1' }).click()
  await own.page.getByRole('checkbox', { name: 'Select Member 2' }).check()
  await button(own.page, 'Unassign licences of 1').click()
  await dialog(own.page).getByRole('button', { name: 'Unassign' }).click()
  await own.page.getByText('One licence was unassigned.').waitFor()
  expect(await holders(purchaser, first)).toEqual(idsOf([members[0]]))
  expect(await button(own.page, /^Export users/).count()).toBe(0)
  expect(said(await purchaser.post('licenses/export', { subscriptionIds: [first.id] }))).toBe('403 Forbidden')
}, 60_000)
