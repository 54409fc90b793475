import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { anOrganisation } from '#test/support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  holders,
  move,
  type Operation,
  read,
  takeControl,
} from '#test/support/clients/journey-verbs.ts'
import { whileWorkersStop } from '#test/support/clients/stopped-workers.ts'
import { untilFocused } from './keys.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heard = (page: Page, text: string) =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' })

async function twoSides(users: number) {
  const organisation = await anOrganisation({ members: users })
  const { globalAdmin, purchaser, members } = organisation
  const source = await buy(purchaser, { totalLicenses: users })
  await assign(purchaser, source, members)
  await takeControl(globalAdmin, source)
  const target = await buyCentrally(globalAdmin, { totalLicenses: users })
  return { ...organisation, source, target }
}

test('R080 R082 B02 B03 B27 a move is paused, resumed and cancelled before it begins: nobody has moved, and the source stays active', async () => {
  const { globalAdmin, source, target } = await twoSides(4)
  await whileWorkersStop(async () => {
    const { id } = await move(globalAdmin, source, target)
    const { page } = await openPage({ as: globalAdmin, path: '/operations' })
    await page.getByRole('row', { name: /Move users.*Power BI Pro.*Inge Hallström/ }).click()
    expect(page.url()).toContain(id)
    await untilFocused(page.getByRole('heading', { level: 1 }))
    await page.getByText('You can close this page; the work goes on.').waitFor()
    await button(page, 'Pause').click()
    await heard(page, 'Move users: paused')
    await page.getByText('It stands still until somebody resumes it.').waitFor()
    await button(page, 'Resume').click()
    await heard(page, 'Move users: resumed')

    await button(page, 'Cancel the move').click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Nobody has moved: all 4 stay here.').waitFor()
    await dialog.getByText('The source stays active.').waitFor()
    await untilFocused(dialog.getByRole('button', { name: 'Let it go on' }))
    await dialog.getByRole('button', { name: 'Cancel the move' }).click()
    await page.getByText('This operation was cancelled').waitFor()
    await heard(page, 'Move users: Cancelled')
    expect(await button(page, 'Pause').count()).toBe(0)
  })
  expect(await read(globalAdmin, source)).toMatchObject({ status: 'Active', assignedLicenses: 4 })
})

test('B03 B04 of chosen users those who have moved stay moved, and the others stay where they are', async () => {
  const { globalAdmin, members, source, target } = await twoSides(4)
  const { page } = await openPage({ as: globalAdmin, path: null })
  await whileWorkersStop(async () => {
    const { id } = await move(globalAdmin, source, target, { userIds: members.map((member) => member.id) })
    // Half of them, as if the worker had been stopped in the middle.
    await page.route(`**/operations/${id}?**`, async (route) => {
      const response = await route.fetch()
      const operation = (await response.json()) as Operation
      const progress = { ...operation.progress, succeeded: 2 }
      await route.fulfill({ response, json: { ...operation, status: 'Running', progress } })
    })
    await page.goto(`/app/operations/${id}`)
    await button(page, 'Cancel the rest').click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('2 stay moved to Power BI Pro.').waitFor()
    await dialog.getByText('2 stay here.').waitFor()
    await dialog.getByRole('button', { name: 'Let it go on' }).click()
    await untilFocused(button(page, 'Cancel the rest'))
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })
  await page.getByRole('heading', { name: 'Move completed' }).waitFor({ timeout: 30_000 })
  expect(await holders(globalAdmin, target)).toHaveLength(4)

  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Skipped')
  await page.getByText('Nothing matches these filters.').waitFor()
  await button(page, 'Clear filters').click()
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export as CSV').click()])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
  expect(lines).toHaveLength(5)
  expect(lines[1]).toContain('"Done"')
})

test('B03 what needs an operator says so, and that nothing is lost', async () => {
  const { globalAdmin, source, target } = await twoSides(4)
  const { page } = await openPage({ as: globalAdmin, path: null })
  await page.route('**/operations/*?**', async (route) => {
    const response = await route.fetch()
    const json = { ...(await response.json()), status: 'Running', needsAttention: true, mail: undefined }
    await route.fulfill({ response, json })
  })
  const { id } = await move(globalAdmin, source, target)
  await page.goto(`/app/operations/${id}`)
  await page.getByText('An operator has to look; nothing is lost; seats stay reserved.').waitFor()
})
