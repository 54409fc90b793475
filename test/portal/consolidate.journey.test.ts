import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { anOrganisation } from '#test/support/clients/journey.ts'
import { assign, buy, buyCentrally, holders, idsOf, read } from '#test/support/clients/journey-verbs.ts'
import { whileWorkersStop } from '#test/support/clients/stopped-workers.ts'
import { faultsOf } from './axe.ts'
import { press, tabTo, untilFocused } from './keys.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name })
const dialog = (page: Page) => page.getByRole('alertdialog')

test('B05 B27 an administrator chooses three subscriptions, says by keys who comes first, sees who would stay, and the two that fit move one after another while the third says why it did not', async () => {
  const { globalAdmin, add, members } = await anOrganisation({ members: 6 })
  const purchasers = await add(
    { displayName: 'Ada Eerst' },
    { displayName: 'Bo Daarna' },
    { displayName: 'Cas Laatst' },
  )
  const sources = []
  for (const [at, purchaser] of purchasers.entries()) {
    const source = await buy(purchaser, { totalLicenses: 2 })
    await assign(purchaser, source, members.slice(at * 2, at * 2 + 2))
    sources.push(source)
  }
  const target = await buyCentrally(globalAdmin, { totalLicenses: 5 })
  const { page } = await openPage({ as: globalAdmin, path: '/products' })
  for (const { name } of purchasers)
    await page.getByRole('checkbox', { name: `Select Power BI Pro, ${name}` }).click()
  await button(page, 'Consolidate 3').click()
  await heading(page, 'In which order do they move?').waitFor()
  const order = () => page.getByRole('list', { name: 'Subscriptions, in their order' }).innerText()
  const placesOf = async () => (await order()).match(/Ada|Bo|Cas/g)

  // Whoever stood last comes first, and the focus goes along.
  const last = (await placesOf())?.at(-1)
  const name = purchasers.find((one) => one.name.startsWith(last ?? ''))?.name
  const up = button(page, `Move Power BI Pro, ${name} up`)
  await tabTo(page, up)
  await press(page, 'Enter')
  await page.getByText(`Power BI Pro, ${name} is now number 2 of 3.`).waitFor()
  await untilFocused(up)
  await press(page, 'Enter')
  await page.getByText(`Power BI Pro, ${name} is now number 1 of 3.`).waitFor()
  await untilFocused(up)
  // There is nowhere further up.
  await press(page, 'Enter')
  expect((await placesOf())?.[0]).toBe(last)
  await page.reload()
  await heading(page, 'In which order do they move?').waitFor()
  const chosen = (await placesOf()) ?? []
  expect(chosen[0]).toBe(last)
  expect(await faultsOf(page)).toEqual([])

  await button(page, 'Choose where they move').click()
  await button(page, 'Check the numbers').click()
  await page.getByText('Choose where they move.').waitFor()
  await page.getByRole('radio', { name: /^Power BI Pro/ }).click()
  await page.getByText('1 licence too few, unless one of them holds it already').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await button(page, 'Check the numbers').click()
  await page.getByText('2 of 3 can be moved; the others stay as they are.').waitFor()
  const outcomes = page.getByRole('grid', { name: 'What becomes of each' })
  await outcomes
    .getByRole('row', { name: new RegExp(`^1\\. .*${last}.*Moves.*Control is taken first`) })
    .waitFor()
  await outcomes
    .getByRole('row', { name: new RegExp(`^3\\. .*${chosen[2]}.*Stays.*Too few licences are free`) })
    .waitFor()
  // An address that says no time for what is to begin later does not begin it now.
  const address = page.url()
  await page.goto(`${address}&when=moment`)
  await heading(page, 'Where do they move, and when?').waitFor()
  await page.goto(address)
  await button(page, 'Consolidate').click()
  await dialog(page).getByText('2 subscriptions move their users (4 in all) to Power BI Pro').waitFor()
  await dialog(page).getByText('1 subscription stays as it is.').waitFor()
  await dialog(page).getByText('Control of 2 of them is taken first; it cannot be given back.').waitFor()
  await untilFocused(dialog(page).getByRole('button', { name: 'Cancel' }))
  expect(await faultsOf(page)).toEqual([])

  const rows = page.getByRole('grid', { name: 'Its subscriptions, in their order' })
  await whileWorkersStop(async () => {
    await dialog(page).getByRole('button', { name: 'Consolidate 2 subscriptions' }).click()
    await untilFocused(page.getByRole('heading', { level: 1, name: 'Consolidate' }))
    await button(page, 'Pause').click()
    await page.getByText('It stands still until somebody resumes it.').waitFor()
    await rows.getByRole('row', { name: new RegExp(`^1\\. .*${last}.*Not started.*0 of 2`) }).waitFor()
    await button(page, 'Cancel the rest').click()
    await dialog(page).getByText('No subscription has moved to Power BI Pro.').waitFor()
    await dialog(page).getByText('3 subscriptions are not moved; they stay.').waitFor()
    await dialog(page).getByRole('button', { name: 'Let it go on' }).click()
    await button(page, 'Resume').click()
    await page.getByRole('status').filter({ hasText: 'Consolidate: resumed' }).waitFor({ state: 'attached' })
  })
  await heading(page, 'Consolidation completed').waitFor({ timeout: 60_000 })
  await page.getByText('2 subscriptions have moved to Power BI Pro.').waitFor()
  await page.getByText('1 subscription stays as it was; its row says why.').waitFor()
  await rows
    .getByRole('row', { name: new RegExp(`^3\\. .*${chosen[2]}.*Failed.*Too few licences are free`) })
    .waitFor()
  await rows
    .getByRole('row', { name: /^1\. .*Completed/ })
    .getByRole('link', { name: 'Look at the move' })
    .click()
  await heading(page, 'Move completed').waitFor()
  await page.getByRole('link', { name: 'A consolidation' }).click()
  await heading(page, 'Consolidation completed').waitFor()

  expect(await holders(globalAdmin, target)).toHaveLength(4)
  const left = sources[purchasers.findIndex((one) => one.name.startsWith(chosen[2] ?? ''))]
  if (!left) throw new Error('One of them stays.')
  expect(await read(globalAdmin, left)).toMatchObject({ status: 'Active', assignedLicenses: 2 })
  expect(idsOf(members)).toEqual(expect.arrayContaining([...(await holders(globalAdmin, left))]))
}, 120_000)
