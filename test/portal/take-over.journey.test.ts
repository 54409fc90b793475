import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { anOrganisation, mailsTo, shared } from '#test/support/clients/journey.ts'
import {
  askTotal,
  assign,
  buy,
  buyCentrally,
  holders,
  idsOf,
  type Operation,
  pages,
  read,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { stopWorkers } from '#test/support/clients/stopped-workers.ts'
import { eventually } from '#test/support/clients/system.ts'
import { press, tabTo, untilFocused } from './keys.ts'
import { personaFor, portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

async function twoSides({ users, free = 100 }: { users: number; free?: number }) {
  const organisation = await anOrganisation({ members: users })
  const { globalAdmin, purchaser, members } = organisation
  const source = await buy(purchaser, { totalLicenses: users })
  await assign(purchaser, source, members)
  const target = await buyCentrally(globalAdmin, { totalLicenses: users + free })
  return { ...organisation, source, target }
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name })
const dialog = (page: Page) => page.getByRole('alertdialog')

/** From the subscription's pane to the look at the numbers, all of it by mouse. */
async function toTheNumbers(page: Page): Promise<void> {
  await button(page, 'Take control of this subscription').click()
  await heading(page, 'Take control of this subscription').waitFor()
  await button(page, 'Take control of this subscription').click()
  await heading(page, 'What should become of it?').waitFor()
  await button(page, 'Move users').click()
  await page.getByRole('radio', { name: /^Power BI Pro/ }).click()
  await button(page, 'Check the numbers').click()
  await heading(page, 'Check before it begins').waitFor()
}

test('R068 R069 R071 R072 R075 R076 R077 R078 R079 R080 R081 R082 R083 B02 B27 an administrator takes 1,000 users over by mouse, closes the page, a worker dies, and the move is completed with one mail', async () => {
  const { globalAdmin, purchaser, members, source, target } = await twoSides({ users: 1_000 })
  const { page } = await openPage({ as: globalAdmin, path: '/products' })
  await page.getByRole('row', { name: /Power BI Pro.*Self-service/ }).click()
  await toTheNumbers(page)
  // The numbers stand in a table as well as in a picture.
  const numbers = page.getByRole('table', { name: 'Licences there' })
  expect(await numbers.getByRole('row', { name: /^Before/ }).textContent()).toBe('Before01,100')
  expect(await numbers.getByRole('row', { name: /^After/ }).textContent()).toBe('After1,000100')
  await page.getByText(purchaser.address).waitFor()
  await button(page, 'Move users').click()
  await dialog(page).getByText('1,000 users get a licence of Power BI Pro.').waitFor()
  // What acts never has the first focus.
  await untilFocused(dialog(page).getByRole('button', { name: 'Cancel' }))

  const goOn = stopWorkers()
  await dialog(page).getByRole('button', { name: 'Move 1,000 users' }).click()
  await page.getByText('You can close this page; the work goes on.').first().waitFor()
  expect(page.url()).toContain('/app/operations/')
  await page.getByRole('status').filter({ hasText: 'Move users: started' }).waitFor({ state: 'attached' })
  await page.close()
  const before = shared().processes.find(({ name }) => name === 'workers')?.pid
  process.kill(before ?? 0, 'SIGKILL')
  goOn()
  await eventually(() => {
    const now = shared().processes.find(({ name }) => name === 'workers')?.pid
    return now !== undefined && now !== before
  }, 20_000)

  const { page: again } = await openPage({ as: globalAdmin })
  await again.getByRole('button', { name: /^Operations/ }).click()
  await again.getByRole('link', { name: 'Move users' }).click()
  await heading(again, 'Move completed').waitFor({ timeout: 40_000 })
  await again.getByText(`1,000 users moved to Power BI Pro. Mail sent to ${purchaser.address}.`).waitFor()
  expect(await mailsTo(purchaser.address)).toHaveLength(1)
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))

  await again.getByRole('link', { name: 'Power BI Pro' }).first().click()
  await again.getByText(/^Deleted on .* by Vera Zandstra$/).waitFor()
  expect(await read(globalAdmin, source)).toMatchObject({ status: 'Deleted', deletedBecause: 'moved' })
}, 120_000)

test('R069 R076 R077 R079 R082 B27 the same by keys alone, from the sign-in to Move completed', async () => {
  const { globalAdmin, members, target } = await twoSides({ users: 4 })
  personaFor(globalAdmin)
  const { page } = await openPage({ path: '/products' })
  await heading(page, 'Who do you want to be?').waitFor()
  await page.keyboard.type(globalAdmin.address)
  await page.keyboard.press('Enter')
  await untilFocused(heading(page, 'Your products'))

  const row = page.getByRole('row', { name: /Power BI Pro.*Inge Hallström/ })
  await tabTo(page, page.getByRole('row').nth(1))
  while (!(await row.evaluate((one) => one === document.activeElement))) await press(page, 'ArrowDown')
  await press(page, 'Enter')
  await untilFocused(heading(page, 'Power BI Pro'))
  // There and back: the pane closes, and the row is where one goes on.
  await press(page, 'Escape')
  await untilFocused(row)
  await press(page, 'Enter')
  await untilFocused(heading(page, 'Power BI Pro'))

  await tabTo(page, button(page, 'Take control of this subscription'))
  await press(page, 'Enter')
  await untilFocused(page.getByRole('heading', { level: 3, name: 'Take control of this subscription' }))
  await tabTo(page, button(page, 'Take control of this subscription'))
  await press(page, 'Enter')
  await untilFocused(heading(page, 'What should become of it?'))
  await tabTo(page, button(page, 'Move users'))
  await press(page, 'Enter')
  await untilFocused(heading(page, 'Where do they move, and who?'))
  const choice = page.getByRole('radio', { name: /^Power BI Pro/ })
  await tabTo(page, choice)
  await press(page, 'Space')
  expect(await choice.isChecked()).toBe(true)
  await tabTo(page, button(page, 'Check the numbers'))
  await press(page, 'Enter')
  await untilFocused(heading(page, 'Check before it begins'))
  await page.getByRole('table', { name: 'Licences there' }).waitFor()
  await tabTo(page, button(page, 'Move users'))
  await press(page, 'Enter')
  await untilFocused(dialog(page).getByRole('button', { name: 'Cancel' }))
  // Turning back leaves one where one was.
  await press(page, 'Escape')
  await untilFocused(button(page, 'Move users'))
  await press(page, 'Enter')
  await untilFocused(dialog(page).getByRole('button', { name: 'Cancel' }))
  await tabTo(page, dialog(page).getByRole('button', { name: 'Move 4 users' }))
  await page.keyboard.press('Enter')
  await untilFocused(page.getByRole('heading', { level: 1 }))
  await heading(page, 'Move completed').waitFor({ timeout: 30_000 })
  await page.getByRole('status').filter({ hasText: 'Move completed' }).waitFor({ state: 'attached' })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
}, 90_000)

test('R073 whoever is too late for the licences comes back to the choice with the numbers of now, and nobody has moved', async () => {
  const { globalAdmin, source, target } = await twoSides({ users: 8, free: 0 })
  const { page, expectFault } = await openPage({ as: globalAdmin, path: `/subscriptions/${source.id}` })
  await toTheNumbers(page)
  await button(page, 'Move users').click()
  expect((await askTotal(globalAdmin, target, 5)).status).toBe(200)
  expectFault(/^console: .*409/)
  await dialog(page).getByRole('button', { name: 'Move 8 users' }).click()
  await heading(page, 'Where do they move, and who?').waitFor()
  await page.getByText('There are not enough free licences: 8 are needed, 5 are free.').waitFor()
  const small = page.getByRole('radio', { name: /^Power BI Pro/ })
  await page.getByText('3 licences too few').waitFor()
  expect(await small.isDisabled()).toBe(true)
  await page.getByRole('link', { name: 'Buy more licences of Power BI Pro' }).click()
  await dialog(page).getByLabel('Total licences').fill('8')
  await dialog(page)
    .getByText(/^Charged now: €/)
    .waitFor()
  await dialog(page).getByRole('button', { name: 'Set to 8 licences' }).click()
  await page.getByText('There are 8 licences now.').waitFor()
  expect(await read(globalAdmin, target)).toMatchObject({ totalLicenses: 8, assignedLicenses: 0 })
  expect(await holders(globalAdmin, source)).toHaveLength(8)
})

test('B14 B02 a move whose answer is lost is asked for again under the same id, and begins once', async () => {
  const { globalAdmin, purchaser, source, members, target } = await twoSides({ users: 4 })
  const { page, expectFault } = await openPage({ as: globalAdmin, path: `/subscriptions/${source.id}` })
  await toTheNumbers(page)
  const ids: (string | undefined)[] = []
  await page.route('**/moveUsers?**', async (route) => {
    ids.push(route.request().headers()['repeatability-request-id'])
    if (ids.length > 1) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  expectFault(/^console: .*ERR_CONNECTION_RESET/)
  await button(page, 'Move users').click()
  await dialog(page).getByRole('button', { name: 'Move 4 users' }).click()
  await heading(page, 'Move completed').waitFor({ timeout: 30_000 })
  expect(ids).toEqual([ids[0], ids[0]])
  expect(await pages<Operation>(globalAdmin, 'operations')).toHaveLength(1)
  expect(await mailsTo(purchaser.address)).toHaveLength(1)
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
  // Back does not come to a move that has begun.
  await page.goBack()
  await wait(500)
  expect(await page.getByRole('button', { name: 'Move users' }).count()).toBe(0)
})

test('B04 R078 chosen users move, by ticks and by a list, and the subscription stays with the others', async () => {
  const { globalAdmin, purchaser, members, source, target } = await twoSides({ users: 6 })
  await takeControl(globalAdmin, source)
  const path = `/subscriptions/${source.id}/take-over/move`
  const { page } = await openPage({ as: globalAdmin, path })
  await page.getByRole('radio', { name: /^Power BI Pro/ }).click()
  await page.getByRole('radio', { name: /^Only some/ }).click()
  await button(page, 'Check the numbers').click()
  await page.getByText('Choose who moves.').waitFor()
  const [one, two, three] = members
  await page.getByRole('checkbox', { name: `Select ${one.name}` }).click()
  await button(page, 'By list or CSV').click()
  const csv = `userPrincipalName,name\n${two.address.toUpperCase()},x\n${three.id},y\nnobody@nowhere.example,z\n`
  await page
    .getByLabel('Choose a CSV file')
    .and(page.locator('input'))
    .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByText('2 users found').waitFor()
  await page.getByRole('alert').getByText('nobody@nowhere.example').waitFor()
  await page.getByText('3 users chosen').waitFor()
  // What was chosen is not lost by a reload.
  await page.reload()
  await page.getByText('3 users chosen').waitFor()
  await button(page, 'Check the numbers').click()
  await page.getByText('Nobody gets a mail: the subscription stays.').waitFor()
  await button(page, 'Move users').click()
  await dialog(page).getByText('stays, with the others.').waitFor()
  await dialog(page).getByRole('button', { name: 'Move 3 users' }).click()
  await heading(page, 'Move completed').waitFor({ timeout: 30_000 })
  await page.getByRole('row', { name: new RegExp(`^${one.name}.*Done`) }).waitFor()
  expect(await holders(globalAdmin, target)).toEqual(idsOf([one, two, three]))
  expect(await read(globalAdmin, source)).toMatchObject({ status: 'Active', assignedLicenses: 3 })
  expect(await mailsTo(purchaser.address, 0)).toEqual([])
})

test('R070 R084 R087 R088 R089 R090 R110 B25 an administrator cancels with a reason and feedback, and sees who loses what and what comes back', async () => {
  const { globalAdmin, purchaser, source } = await twoSides({ users: 4 })
  await takeControl(globalAdmin, source)
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${source.id}` })
  await button(page, 'Cancel subscription').click()
  await page.getByText('4 users lose their licences and access.').waitFor()
  await page.getByText(/^€.* comes back, since it was bought/).waitFor()
  await button(page, 'Cancel subscription').click()
  await page.getByText('Choose a reason', { exact: true }).last().waitFor()
  expect(await dialog(page).count()).toBe(0)
  await page.getByRole('combobox', { name: 'Reason' }).selectOption('It is too expensive')
  await page.getByRole('textbox', { name: 'Feedback' }).fill('<b>Too</b> =dear')
  await button(page, 'Cancel subscription').click()
  await dialog(page).getByRole('heading', { name: 'Are you sure you want to cancel?' }).waitFor()
  await dialog(page).getByText('Since money comes back, this cannot be undone.').waitFor()
  await untilFocused(dialog(page).getByRole('button', { name: 'Keep it' }))
  await dialog(page).getByRole('button', { name: 'Cancel subscription' }).click()
  await heading(page, 'Subscription cancelled').waitFor({ timeout: 30_000 })
  await page.getByText(`4 users lost the licence. Mail sent to ${purchaser.address}.`).waitFor()
  await page.getByRole('link', { name: 'Power BI Pro' }).click()
  await page.getByText(/^Deleted on .* by Vera Zandstra$/).waitFor()
  await page.getByText('Reason: It is too expensive. Feedback: “<b>Too</b> =dear”').waitFor()
  expect(await holders(globalAdmin, source)).toEqual([])
})

test('B22 what was bought centrally is cancelled without taking control of anything', async () => {
  const { globalAdmin } = await anOrganisation()
  const central = await buyCentrally(globalAdmin)
  const { page } = await openPage({ as: globalAdmin, path: `/subscriptions/${central.id}` })
  await button(page, 'Cancel subscription').click()
  await heading(page, 'Why, and what follows').waitFor()
  await page.getByText('Step 1 of 2').waitFor()
  expect(await button(page, 'Back').count()).toBe(0)
})
