import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation } from '#test/support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  idsOf,
  move,
  products,
  read,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { eventually } from '#test/support/clients/system.ts'
import { faultsOf } from './axe.ts'
import { untilFocused } from './keys.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const dialogOf = (page: Page) => page.getByRole('alertdialog')
const listIn = (page: Page) => dialogOf(page).getByRole('textbox', { name: 'User names or object ids' })
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()
const titled = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

async function chooseFromMenu(page: Page, item: string): Promise<void> {
  await press(page, 'By list or CSV')
  await page.getByRole('menuitem', { name: item }).click()
  await dialogOf(page).waitFor()
}

async function saved(page: Page): Promise<readonly string[]> {
  const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Export as CSV')])
  return (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
}

test('B12 B20 R066 B27: a list that is too long for what is free is refused with the way out; the export of another subscription is taken, each row tells what became of it, and the undo leaves alone who changed since', async () => {
  const { globalAdmin, members, add } = await anOrganisation()
  const [guest, fifth] = await add(
    { displayName: 'Guest Gerda', userType: 'guest' },
    { displayName: 'Member 5' },
  )
  const everybody = [...members, fifth]
  const pro = await buyCentrally(globalAdmin, { totalLicenses: 3 })
  const visio = await buyCentrally(globalAdmin, { productId: products.visioPlan2, totalLicenses: 5 })
  await assign(globalAdmin, visio, everybody)
  await assign(globalAdmin, pro, [fifth])
  const { page, expectFault } = await openPage({
    as: globalAdmin,
    path: `/subscriptions/${pro.id}?tab=users`,
  })

  await chooseFromMenu(page, 'Assign to a list of users')
  await untilFocused(listIn(page))
  await listIn(page).fill(everybody.map(({ address }) => address).join('\n'))
  await dialogOf(page).getByText('There are 2 licences too few for this list.').waitFor()
  expectFault(/^console: .*409/)
  await dialogOf(page).getByRole('button', { name: 'Assign to 4 users' }).click()
  const refusal = dialogOf(page).getByRole('alert').filter({ hasText: 'not enough free licences' })
  await refusal.getByText('4 are needed, 2 are free').waitFor()
  await refusal.getByRole('link', { name: 'Change the number of licences' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect(await holders(globalAdmin, pro)).toEqual([fifth.id])

  const rows = [...members.slice(0, 2), fifth, guest].map(
    ({ id, address, name }) => `${id},${address},"${name}",${visio.id}`,
  )
  const file = [
    'userId,userPrincipalName,displayName,subscriptionId',
    ...rows,
    ',nobody@elsewhere.example,,',
    'Nobody,,,',
    rows[0],
  ].join('\r\n')
  await dialogOf(page)
    .getByLabel('Choose a CSV file')
    .last()
    .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${file}`) })
  await dialogOf(page).getByText('users.csv').waitFor()
  await dialogOf(page)
    .getByText('Nobody is known by this (2): row 5 “nobody@elsewhere.example” and row 6 “Nobody”')
    .waitFor()
  await dialogOf(page)
    .getByText(/^Stands in the list before \(1\): row 7/)
    .waitFor()
  await dialogOf(page).getByRole('button', { name: 'Assign to 2 users' }).click()

  await titled(page, 'Licences assigned')
  await page.getByText('2 users were given a licence.').waitFor()
  for (const [name, why] of [
    ['Member 5', 'Holds the licence already'],
    ['Guest Gerda', 'Guests are given none'],
    ['nobody@elsewhere.example', 'Nobody is known by this'],
    ['Nobody', 'Nobody is known by this'],
    ['Member 1', 'Stands in the list before'],
  ])
    await page.getByRole('row', { name: new RegExp(`^${name} .*${why}$`) }).waitFor()
  expect(await holders(globalAdmin, pro)).toEqual(idsOf([members[0], members[1], fifth]))
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Skipped')
  await expect.poll(() => page.getByRole('row').count()).toBe(6)
  await page.getByRole('combobox', { name: 'Why' }).selectOption('Nobody is known by this')
  await expect.poll(() => page.getByRole('row').count()).toBe(3)
  const [, ...lines] = await saved(page)
  expect(lines).toEqual([
    expect.stringMatching(/^"nobody@elsewhere\.example",.*"Nobody is known by this"$/),
    expect.stringMatching(/^"Nobody",.*"Nobody is known by this"$/),
  ])

  // Somebody takes one of the licences back before the list is undone.
  await expectStatus(
    globalAdmin.post(`subscriptions/${pro.id}/assignments/remove`, {
      userIds: [members[0].id],
      confirm: true,
    }),
    200,
  )
  await press(page, 'Undo')
  await dialogOf(page).getByText('1 user loses the licence of Power BI Pro that they were given.').waitFor()
  await dialogOf(page).getByText('1 user has changed since, and stays as they are.').waitFor()
  await dialogOf(page).getByText('Member 1: Has changed since').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await dialogOf(page).getByRole('button', { name: 'Undo it for 1 user' }).click()
  await titled(page, 'Undone')
  await untilFocused(page.getByRole('heading', { level: 1 }))
  await page.getByRole('row', { name: /^Member 2 .*Done/ }).waitFor()
  await page.getByRole('row', { name: /^Member 1 .*Skipped Has changed since$/ }).waitFor()
  expect(await holders(globalAdmin, pro)).toEqual([fifth.id])
  await page.getByRole('link', { name: 'Assign licences to a list, Power BI Pro' }).click()
  await titled(page, 'Licences assigned')
  await page.getByRole('link', { name: 'Undo, Power BI Pro' }).waitFor()
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)

  await page.goto(`/app/licenses/${products.visioPlan2}`)
  await chooseFromMenu(page, 'Unassign a list of users')
  await listIn(page).fill(`${members[0].id}\n${members[1].id}`)
  await dialogOf(page).getByRole('button', { name: 'Unassign 2 users' }).click()
  await titled(page, 'Licences taken back')
  expect(await holders(globalAdmin, visio)).toEqual(idsOf(everybody.slice(2)))
  await page.getByRole('link', { name: 'All operations' }).click()
  await page.getByRole('combobox', { name: 'Operation' }).selectOption('Take back licences of a list')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
})

test('B12 R102 B27: a purchaser gives their team licences by a list, and sees what became of it', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 4 })
  const { page } = await openPage({ as: purchaser, path: `/mine/${bought.id}` })
  await chooseFromMenu(page, 'Assign to a list of users')
  await page.keyboard.press('Escape')
  await dialogOf(page).waitFor({ state: 'detached' })
  await untilFocused(page.getByRole('button', { name: 'By list or CSV' }))
  await chooseFromMenu(page, 'Assign to a list of users')
  await listIn(page).fill(members.map(({ id }) => id).join('\n'))
  await dialogOf(page).getByRole('button', { name: 'Assign to 4 users' }).click()
  await titled(page, 'Licences assigned')
  await page.getByText('4 users were given a licence.').waitFor()
  expect(await holders(purchaser, bought)).toEqual(idsOf(members))
})

test('B20 B27: chosen users come back from where they moved, with the numbers of now; what somebody else has undone says so, and what cannot be undone is not offered', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const source = await buy(purchaser, { totalLicenses: 4 })
  await assign(purchaser, source, members)
  await takeControl(globalAdmin, source)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 10 })
  const userIds = members.slice(0, 2).map(({ id }) => id)
  const some = await ended(globalAdmin, await move(globalAdmin, source, target, { userIds }))
  const { page } = await openPage({ as: globalAdmin, path: `/operations/${some.id}` })
  const { page: other, expectFault: expectInOther } = await openPage({
    as: globalAdmin,
    path: `/operations/${some.id}`,
  })
  await other.getByRole('button', { name: 'Undo' }).waitFor()
  await press(page, 'Undo')
  await dialogOf(page).getByText('2 users go back to Power BI Pro.').waitFor()
  await dialogOf(page).getByText('2 licences of Power BI Pro are needed for them; 2 are free.').waitFor()
  await dialogOf(page).getByRole('button', { name: 'Undo it for 2 users' }).click()
  await titled(page, 'Undone')
  await page.getByText('For 2 users it is as it was before.').waitFor()
  expect(await holders(globalAdmin, source)).toEqual(idsOf(members))
  expect(await holders(globalAdmin, target)).toEqual([])

  expectInOther(/^console: .*409/)
  await press(other, 'Undo')
  await dialogOf(other).getByText('The operation is undone already').waitFor()
  await dialogOf(other).getByRole('link', { name: 'Look at that operation' }).click()
  await titled(other, 'Undone')

  // What was paid for the source has gone back: there is nothing to undo it with.
  const all = await ended(globalAdmin, await move(globalAdmin, source, target))
  await page.goto(`/app/operations/${all.id}`)
  await titled(page, 'Move completed')
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
})

test('R165 B09 B27: everything that a leaver bought gets another owner at once, and each subscription tells what became of it', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const [pro, visio] = [
    await buy(purchaser, { totalLicenses: 2 }),
    await buy(purchaser, { productId: products.visioPlan2, totalLicenses: 1 }),
  ]
  await add({ id: purchaser.id, displayName: purchaser.name, mail: purchaser.address, accountEnabled: false })
  await eventually(async () => {
    const { body } = await globalAdmin.get<{ value: unknown[] }>('orphans')
    return body.value.length === 2
  }, 20_000)
  const { page } = await openPage({ as: globalAdmin, path: '/leavers' })
  await page
    .getByRole('row', { name: /Visio Plan 2/ })
    .getByRole('button')
    .click()
  await page.getByRole('menuitem', { name: `Transfer everything of ${purchaser.name}` }).click()
  await dialogOf(page)
    .getByText(/These get another owner: .*Visio Plan 2/)
    .waitFor()
  await dialogOf(page).getByRole('combobox', { name: 'New owner' }).click()
  await page.keyboard.type('Member 3')
  await page.getByRole('option', { name: /Member 3/ }).click()
  await dialogOf(page).getByRole('button', { name: 'Transfer 2 subscriptions' }).click()
  await titled(page, 'Ownership transferred')
  await page.getByText('2 subscriptions were transferred.').waitFor()
  const results = page.getByRole('grid', { name: 'What became of each subscription' })
  await results.getByRole('row', { name: /Power BI Pro .*Done/ }).waitFor()
  await results.getByRole('row', { name: /Visio Plan 2 .*Done/ }).waitFor()
  for (const one of [pro, visio])
    expect(await read(globalAdmin, one)).toMatchObject({ purchaser: { id: members[2].id } })
  await page.getByRole('link', { name: 'Leavers' }).click()
  await page.getByText('Everybody who bought something is still here.').waitFor()
})
