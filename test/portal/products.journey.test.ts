import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, shared } from '#test/support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  products,
  read,
  signUp,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { untilFocused } from './keys.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const dialog = (page: Page) => page.getByRole('alertdialog').or(page.getByRole('dialog'))
const rows = (page: Page) => page.getByRole('grid').getByRole('row').filter({ hasText: 'Active' })
const untilRows = (page: Page, count: number) => untilCount(rows(page), count)
const untilCount = (found: Locator, count: number) =>
  expect.poll(() => found.count(), { timeout: 20_000 }).toBe(count)

test('R003 R004 R005 R027 R028 R029 R030 R031 R032 R033 R040 R051 R160 R161 B27 Your products tells of everything that was bought, by whom, for how much; filters stand in the address; the users of chosen ones are exported', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const [reader] = await add({ displayName: 'Rosa Leser', role: 'globalReader' })
  const bought = await buy(purchaser, { totalLicenses: 5 })
  await assign(purchaser, bought, members)
  await buyCentrally(globalAdmin, { productId: products.visioPlan2 })
  await signUp(members[0])
  const { page } = await openPage({ as: globalAdmin, path: '/products' })
  await untilRows(page, 3)
  const row = page.getByRole('row', { name: /Power BI Pro.*Inge Hallström/ })
  const cells = await row.getByRole('gridcell').allTextContents()
  const year = new Date().getUTCFullYear() + 1
  expect(cells.slice(1, 9)).toEqual([
    'Power BI Pro',
    'Inge Hallström',
    'Self-service',
    'Active',
    '4',
    '5',
    '1',
    '€157.90',
  ])
  expect(cells[9]).toContain(String(year))
  const free = page.getByRole('row', { name: /Microsoft Fabric/ })
  expect(await free.textContent()).toContain(
    'This is a free subscription that is activated by users in your company',
  )
  expect(await free.getByText('Free', { exact: true }).count()).toBeGreaterThan(0)

  const pick = (label: string, option: string) =>
    page.getByRole('combobox', { name: label }).selectOption(option)
  await pick('Channel', 'Self-service')
  await untilRows(page, 1)
  await pick('Channel', 'Central')
  await pick('Product', 'Visio Plan 2')
  await pick('Purchaser', 'Vera Zandstra')
  const search = () => Object.fromEntries(new URL(page.url()).searchParams)
  expect(search()).toEqual({
    channel: 'central',
    productId: products.visioPlan2,
    purchaserId: globalAdmin.id,
  })
  await page.reload()
  await untilRows(page, 1)
  await pick('Status', 'Deleted')
  await page.getByText('Nothing matches these filters.').waitFor()
  await button(page, 'Clear filters').click()
  await untilRows(page, 3)
  expect(search()).toEqual({})

  // Everything that the row's menu offers is what the API offers.
  await row.focus()
  await page.keyboard.press('Shift+F10')
  const { actions } = await read(globalAdmin, bought)
  expect(actions.toSorted()).toEqual([
    'askSupportToCancel',
    'requestCancellation',
    'takeControl',
    'transferOwnership',
  ])
  expect(await page.getByRole('menuitem').allTextContents()).toEqual([
    'Open',
    'Take control of this subscription',
    'Request cancellation',
    'Transfer ownership',
    'Ask support to cancel',
  ])
  await page.keyboard.press('Escape')

  await page.getByRole('checkbox', { name: 'Select Power BI Pro, Inge Hallström' }).click()
  await button(page, 'Export users of 1 subscription').click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Download the CSV file').click(),
  ])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
  expect(lines).toHaveLength(1 + members.length)
  expect(
    lines
      .slice(1)
      .map((line) => line.split(',')[0]?.replaceAll('"', ''))
      .sort(),
  ).toEqual(idsOf(members))

  const { page: theirs } = await openPage({ as: reader, path: '/products' })
  await untilRows(theirs, 3)
  expect(await button(theirs, /^Export users/).count()).toBe(0)
  await theirs.getByRole('row', { name: /Power BI Pro.*Inge Hallström/ }).click()
  await theirs.getByText('Owner of the data').waitFor()
  expect(await button(theirs, 'Take control of this subscription').count()).toBe(0)
})

test('R041 R083 R110 R156 R159 R168 a subscription that is gone tells when, by whom and why, what had happened to it, and who had a licence', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 5 })
  await assign(purchaser, bought, members)
  await takeControl(globalAdmin, bought)
  await ended(
    globalAdmin,
    await cancel(globalAdmin, bought, { reason: 'unused', feedback: 'We have <i>others</i>' }),
  )
  const central = await buyCentrally(globalAdmin, { productId: products.visioPlan2 })
  const { page } = await openPage({ as: globalAdmin, path: '/products' })
  const row = page.getByRole('row', { name: /Power BI Pro/ })
  await row.focus()
  await page.keyboard.press('Enter')
  await untilFocused(page.getByRole('heading', { name: 'Power BI Pro' }))
  await page.getByText(/^Deleted on .* by Vera Zandstra$/).waitFor()
  await page.getByText('Reason: It is not used enough. Feedback: “We have <i>others</i>”').waitFor()
  await page.getByText('Windmolen Advies B.V.').last().waitFor()
  expect(await button(page, 'Take control of this subscription').count()).toBe(0)

  await page.getByRole('tab', { name: 'Order history' }).click()
  const history = page.getByRole('grid', { name: 'Order history' }).getByRole('row')
  await expect
    .poll(async () => (await history.allTextContents()).slice(1).map((text) => text.slice(0, 24)), {
      timeout: 20_000,
    })
    .toEqual([
      expect.stringContaining('CancelledVera Zandstra'),
      expect.stringContaining('Control takenVera'),
      expect.stringContaining('BoughtInge Hallström'),
    ])
  await page.getByRole('tab', { name: 'Users' }).click()
  await page.getByText('Nobody has a licence of it.').waitFor()
  await page.getByRole('combobox', { name: 'Show' }).selectOption('Had a licence')
  await expect
    .poll(() =>
      page
        .getByRole('grid', { name: 'Users' })
        .getByRole('row', { name: /Member/ })
        .count(),
    )
    .toBe(4)
  // Who lost it there is given one of what was bought centrally.
  for (const { name } of members.slice(0, 2))
    await page.getByRole('checkbox', { name: `Select ${name}` }).click()
  await button(page, 'Assign 2 users another licence').click()
  await dialog(page)
    .getByRole('combobox', { name: 'Licence of' })
    .selectOption('Visio Plan 2, Vera Zandstra: 10 free')
  await dialog(page).getByRole('button', { name: 'Assign 2 users another licence' }).click()
  await page.getByText('2 users have a licence of Visio Plan 2 now.').waitFor()
  expect(await holders(globalAdmin, central)).toEqual(idsOf(members.slice(0, 2)))
  await page.getByRole('tab', { name: 'Operations' }).click()
  await page.getByRole('row', { name: /Cancel subscription.*Completed/ }).click()
  await page.getByRole('heading', { name: 'Subscription cancelled' }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Close' }).click()
  await untilFocused(row)
})

test('R061 R067 B24 B27 an administrator asks the purchaser to cancel; the mail leads them to their own page; the next time they are asked is told', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const bought = await buy(purchaser)
  const { page, expectFault } = await openPage({ as: globalAdmin, path: `/subscriptions/${bought.id}` })
  await button(page, 'Request cancellation').click()
  await dialog(page).getByText(`${purchaser.name} gets a mail that asks them to cancel it`).waitFor()
  await untilFocused(dialog(page).getByRole('button', { name: 'Cancel' }))
  await dialog(page).getByRole('button', { name: 'Send the mail' }).click()
  await page.getByText(`Mail sent to ${purchaser.address}.`).waitFor()
  await untilFocused(button(page, 'Request cancellation'))
  expect(await read(globalAdmin, bought)).toMatchObject({ status: 'Active' })
  const [mail] = await mailsTo(purchaser.address)
  const link = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? ''
  expect(link).toContain(shared().api)

  expectFault(/^console: .*409/)
  await button(page, 'Request cancellation').click()
  await dialog(page).getByRole('button', { name: 'Send the mail' }).click()
  const today = new Date().toISOString().slice(0, 10)
  await dialog(page)
    .getByText(new RegExp(`The purchaser was asked on ${today}.*you can ask again at`))
    .waitFor()
  expect(await mailsTo(purchaser.address)).toHaveLength(1)

  const { page: theirs } = await openPage({ as: purchaser, path: null })
  await theirs.goto(link)
  await button(theirs, /Cancel subscription/).waitFor()
})

test('R017 R018 R019 R020 R021 an administrator deletes what somebody signed up for, once the box with the warning is ticked', async () => {
  const { globalAdmin, members } = await anOrganisation()
  const free = await signUp(members[0])
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${free.id}` })
  await page.getByRole('heading', { name: 'Settings & actions' }).waitFor()
  await button(page, 'Delete subscription').click()
  await dialog(page).getByText('All users lose access; their data and e-mail are deleted.').waitFor()
  const act = dialog(page).getByRole('button', { name: 'Delete subscription' })
  expect(await act.isDisabled()).toBe(true)
  await dialog(page).getByRole('checkbox').click()
  await act.click()
  await page.getByText(/^Deleted on .* by Vera Zandstra$/).waitFor()
  expect(await read(globalAdmin, free)).toMatchObject({ status: 'Deleted' })
})

test('B09 R165 R166 R167 what a leaver has bought is given to somebody else, and support is asked to cancel another', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const bought = await buy(purchaser)
  const other = await buy(purchaser, { productId: products.visioPlan2 })
  await add({ id: purchaser.id, displayName: purchaser.name, mail: purchaser.address, accountEnabled: false })
  await expect
    .poll(async () => (await read(globalAdmin, bought)).orphanedSince, { timeout: 20_000 })
    .toBeDefined()
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${bought.id}` })
  await page.getByText(/^Inge Hallström is gone or disabled since/).waitFor()
  await button(page, 'Transfer ownership').click()
  await dialog(page).getByRole('combobox', { name: 'New owner' }).click()
  await page.keyboard.type('Member 2')
  await page.getByRole('option', { name: /Member 2/ }).click()
  await dialog(page).getByRole('button', { name: 'Transfer ownership' }).click()
  await page.getByText('Member 2 owns it now, and got a mail.').waitFor()
  expect(await read(globalAdmin, bought)).toMatchObject({ purchaser: { id: members[1].id } })

  await page.goto(`/app/subscriptions/${other.id}?do=support`)
  await dialog(page).getByRole('textbox', { name: 'Why' }).fill('They have left us.')
  await dialog(page).getByRole('button', { name: 'Ask support' }).click()
  await page.getByText('Support has your request.').waitFor()
  const cases = await expectStatus(globalAdmin.get<{ value: unknown[] }>('supportCases'), 200)
  expect(cases.body.value).toMatchObject([{ kind: 'cancelSubscription', subscriptionId: other.id }])
})

test('R103 R107 administrators give and take the licences of what is in their hands, and switch its renewal off', async () => {
  const { globalAdmin, members } = await anOrganisation()
  const central = await buyCentrally(globalAdmin)
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${central.id}?tab=users` })
  await button(page, 'Assign licences').click()
  await dialog(page).getByRole('combobox').click()
  await page.keyboard.type('Member 3')
  await page.getByRole('option', { name: /Member 3/ }).click()
  await dialog(page)
    .getByRole('button', { name: /^Assign/ })
    .last()
    .click()
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  const check = page.getByRole('checkbox', { name: 'Select Member 3' })
  await check.waitFor()
  expect(await holders(globalAdmin, central)).toEqual([members[2].id])
  await check.click()
  await button(page, 'Unassign 1 user').click()
  await dialog(page).getByText('Member 3: no access from now on.').waitFor()
  await dialog(page).getByRole('button', { name: 'Unassign 1 user' }).click()
  await page.getByText('1 licence taken away.').waitFor()
  expect(await holders(globalAdmin, central)).toEqual([])

  await page.getByRole('tab', { name: 'Overview' }).click()
  await page.getByRole('switch', { name: 'Renews by itself' }).click()
  await page.getByText(/^It ends on .* and is not renewed\.$/).waitFor()
  expect(await read(globalAdmin, central)).toMatchObject({ autoRenew: false })
})

test.each([
  ['Expired', 'disable', 'Licences still work.', 'they stop working, unless it is paid before.'],
  ['Disabled', 'delete', 'its licences work no more.', 'it is deleted with all of it'],
])('what is %s says what works still, and what happens next and when', async (status, kind, now, next) => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const bought = await buy(purchaser)
  const { page } = await openPage({ as: globalAdmin, path: null })
  // Time is moved in tests of the product itself; here the page is given what the API answers then.
  await page.route(`**/subscriptions/${bought.id}?**`, async (route) => {
    const response = await route.fetch()
    const json = { ...(await response.json()), status, nextStep: { kind, date: '2027-03-04' }, actions: [] }
    await route.fulfill({ response, json })
  })
  await page.goto(`/app/subscriptions/${bought.id}`)
  await page.getByText(now).waitFor()
  await page.getByText(`On 4 Mar 2027 ${next}`).waitFor()
})

test('R092 what people of a cloud have to know stands above its list, and nowhere else', async () => {
  const { globalAdmin } = await anOrganisation({ cloud: '21vianet', country: 'NL' })
  const { page } = await openPage({ as: globalAdmin, path: '/products' })
  await page.getByRole('link', { name: 'Read more' }).waitFor()
  await page.getByText('Nothing has been bought yet.').waitFor()
})
