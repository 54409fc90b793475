import { randomUUID } from 'node:crypto'
import { BlobServiceClient } from '@azure/storage-blob'
import { expect, inject, test } from 'vitest'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { anOrganisation, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  ended,
  type Operation,
  pages,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

const header = '"userId","userPrincipalName","displayName","subscriptionId"'

async function exportOf(admin: Person, subscriptions: readonly { readonly id: string }[]) {
  const subscriptionIds = subscriptions.map(({ id }) => id)
  const started = await admin.post<Operation>('licenses/export', { subscriptionIds })
  expect(started.status).toBe(202)
  const operation = await ended(admin, started.body)
  expect(operation.status).toBe('Succeeded')
  const url = new URL(String(operation.result?.['downloadUrl']))
  return { operation, path: url.pathname }
}

async function rowsAt(admin: Person, path: string): Promise<readonly string[]> {
  const file = await admin.get(path)
  expect(file.status).toBe(200)
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(file.text.endsWith('\r\n')).toBe(true)
  return file.text.slice(0, -2).split('\r\n')
}

test('R051 R065 R180: the export has exactly the users of the chosen subscriptions, in the same order each time', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const [first, second, third, fourth] = members
  const a = await buy(purchaser)
  const b = await buyCentrally(globalAdmin)
  const c = await buyCentrally(globalAdmin)
  await assign(purchaser, a, [third, first])
  await assign(globalAdmin, b, [second, first])
  await assign(globalAdmin, c, [fourth])
  const row = (person: Person, { id }: { id: string }) =>
    [person.id, person.address, person.name, id].map((cell) => `"${cell}"`).join(',')

  const { path, operation } = await exportOf(globalAdmin, [a, b])

  expect(operation.progress).toEqual({ total: 4, succeeded: 4, skipped: 0, failed: 0 })
  expect(operation.result?.['help']).toContain('assign-licenses-to-users')
  const rows = await rowsAt(globalAdmin, path)
  expect(rows[0]).toBe(header)
  expect(rows.slice(1, 3).sort()).toEqual([row(first, a), row(third, a)].sort())
  expect(rows.slice(3).sort()).toEqual([row(first, b), row(second, b)].sort())
  const again = await exportOf(globalAdmin, [a, b, a])
  expect(await rowsAt(globalAdmin, again.path)).toEqual(rows)
  const file = await globalAdmin.get(path)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.csv"$/)
})

test('R051: who is exported can be given central licences, all of them or nobody', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members)
  const { path } = await exportOf(globalAdmin, [bought])
  const userIds = (await rowsAt(globalAdmin, path)).slice(1).map((row) => row.slice(1, 37))
  const small = await buyCentrally(globalAdmin, { totalLicenses: 3 })
  const enough = await buyCentrally(globalAdmin, { totalLicenses: 4 })

  const refused = await globalAdmin.post(`subscriptions/${small.id}/assignments`, { userIds })
  expect(said(refused)).toBe('409 NotEnoughLicenses')
  expect((await globalAdmin.post(`subscriptions/${enough.id}/assignments`, { userIds })).status).toBe(200)
  expect(await pages(globalAdmin, `subscriptions/${small.id}/assignments`)).toEqual([])
})

test('R051: names that look like formulas, quotes and line breaks stay text in one cell', async () => {
  const { globalAdmin, purchaser, add } = await anOrganisation()
  const odd = await add(
    { displayName: '=HYPERLINK("https://evil.example","x")', mail: 'formula@windmolen.example' },
    { displayName: '@SUM(1+1)', mail: '+plus@windmolen.example' },
    { displayName: 'Smit, "Daan"', mail: 'daan@windmolen.example' },
  )
  const bought = await buy(purchaser)
  await assign(purchaser, bought, odd)

  const { path } = await exportOf(globalAdmin, [bought])

  const rows = await rowsAt(globalAdmin, path)
  expect(rows.find((row) => row.includes(odd[0].id))).toBe(
    `"${odd[0].id}","formula@windmolen.example","'=HYPERLINK(""https://evil.example"",""x"")","${bought.id}"`,
  )
  expect(rows.find((row) => row.includes(odd[1].id))).toBe(
    `"${odd[1].id}","'+plus@windmolen.example","'@SUM(1+1)","${bought.id}"`,
  )
  expect(rows.find((row) => row.includes(odd[2].id))).toContain(',"Smit, ""Daan""",')
})

test('R051: foreign and unknown subscriptions are not exported, nor does a purchaser or a reader export', async () => {
  const { globalAdmin, purchaser, path, members, add } = await anOrganisation()
  const [reader] = await add({ role: 'globalReader' })
  const elsewhere = await anOrganisation()
  const foreign = await buy(elsewhere.purchaser)
  const bought = await buy(purchaser)
  const ask = async (person: Person, ...subscriptionIds: string[]) =>
    said(await person.post('licenses/export', { subscriptionIds }))

  expect(await ask(globalAdmin, bought.id, foreign.id)).toBe('404 NotFound')
  expect(await ask(globalAdmin, randomUUID())).toBe('404 NotFound')
  expect(await ask(purchaser, bought.id)).toBe('403 Forbidden')
  expect(await ask(reader, bought.id)).toBe('403 Forbidden')
  expect(await ask(members[0], bought.id)).toBe('403 Forbidden')
  expect(await ask(globalAdmin)).toBe('400 InvalidRequest')
  expect(await pages(globalAdmin, 'operations')).toEqual([])

  const done = await exportOf(globalAdmin, [bought])
  expect((await reader.get(done.path)).status).toBe(200)
  expect(said(await elsewhere.globalAdmin.get(done.path))).toBe('404 NotFound')
  expect(said(await elsewhere.globalAdmin.get(`exports/${done.operation.id}`))).toBe('404 NotFound')
  expect(said(await purchaser.get(done.path))).toBe('403 Forbidden')
  expect(said(await globalAdmin.get(path(`exports/${randomUUID()}`)))).toBe('404 NotFound')
})

test('R051: a file that the storage lost is made again when somebody downloads it', async () => {
  const { globalAdmin, purchaser, members, id } = await anOrganisation()
  const bought = await takeControl(globalAdmin, await buy(purchaser))
  await assign(globalAdmin, bought, members.slice(0, 2))
  const { path, operation } = await exportOf(globalAdmin, [bought])
  const rows = await rowsAt(globalAdmin, path)

  expect(await removeBlob(`${id}/${operation.id}.csv`)).toBe(1)

  expect(await rowsAt(globalAdmin, path)).toEqual(rows)
  expect(await rowsAt(globalAdmin, path)).toEqual(rows)
})

/** In whatever container it lies; gives back how many there were. */
async function removeBlob(name: string): Promise<number> {
  const settings = readWhole<AppSettings>(stateFiles(inject('sharedState')).settings)
  const storage = BlobServiceClient.fromConnectionString(settings?.['STORAGE_CONNECTION'] ?? '')
  let removed = 0
  for await (const container of storage.listContainers()) {
    const blob = storage.getContainerClient(container.name).getBlobClient(name)
    if ((await blob.deleteIfExists()).succeeded) removed += 1
  }
  return removed
}
