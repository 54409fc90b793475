import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { listIn } from '#tools/admin/lists.ts'
import { admin, json, lost, tenant } from './fake-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'seatwarden-lists-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const id = 'c1000000-0000-4000-8000-000000000001'
const operationId = '8e08ba1d-77ac-41b5-92b6-3866816efff9'
const at = `/tenants/${tenant}`
const of = ['--tenant', tenant]

const operation = (more: object = {}) => ({
  id: operationId,
  kind: 'assignUsers',
  subscription: { id },
  startedBy: { id, displayName: 'Anna' },
  status: 'Running',
  percentComplete: 0,
  progress: { total: 2, succeeded: 0, skipped: 0, failed: 0 },
  usersPerSecond: 0,
  createdDateTime: '2026-11-01T00:00:00.000Z',
  lastUpdatedDateTime: '2026-11-01T00:00:01.000Z',
  actions: [],
  ...more,
})

function file(content: string): string {
  const name = join(folder, `${content.length}.csv`)
  writeFileSync(name, content)
  return name
}

test('R066 the file of an export goes as the CSV that it is, plain lines as a list', async () => {
  const answers = { [`POST ${at}/subscriptions/${id}/assignments/bulk`]: [json(operation(), 202)] }
  const csv = '\ufeff"userId","userPrincipalName"\r\n"u-1","a@tulp.example"\r\n'
  const sent = async (content: string) => {
    const { code, asked } = await admin(['assign', id, '--file', file(content), ...of], answers)
    expect(code).toBe(0)
    const [call] = asked
    return [call?.request.headers.get('content-type'), call?.body]
  }
  expect(await sent(csv)).toEqual(['text/csv', csv.slice(1)])
  expect(await sent('u-1\n\n a@tulp.example \n')).toEqual([
    'application/json',
    '{"userIds":["u-1","a@tulp.example"]}',
  ])
})

test('licences are taken back only after a yes, which goes along with either kind of file', async () => {
  const answers = { [`POST ${at}/subscriptions/${id}/assignments/bulkRemove`]: [json(operation(), 202)] }
  const run = (content: string, ...more: string[]) =>
    admin(['unassign', id, '--file', file(content), ...of, ...more], answers)
  const asksFirst = await run('u-1\n')
  expect([asksFirst.code, asksFirst.asked]).toEqual([7, []])
  const [list] = (await run('u-1\n', '--yes')).asked
  expect(list?.body).toBe('{"userIds":["u-1"],"confirm":true}')
  const [csv] = (await run('userId\nu-1\n', '--yes')).asked
  expect(new URL(csv?.request.url ?? '').searchParams.get('confirm')).toBe('true')
})

test('a file that is neither CSV with its columns named nor plain lines is refused with its line', () => {
  expect(() => listIn('Name;Mail\nA;a@tulp.example\n', 'f')).toThrow('f, line 1: is it CSV?')
  expect(() => listIn('userId\n', 'f')).toThrow('no users')
  expect(listIn('Naam;UserPrincipalName\nA;a@tulp.example\n', 'f')).toMatchObject({ entries: 1 })
})

test('another time is asked for once: whether it was done, when the answer is lost, is for people to look', async () => {
  const { code, stderr, asked } = await admin(
    ['operations', 'reschedule', operationId, '--start-at', 'endOfTerm', ...of],
    {
      [`GET ${at}/operations/${operationId}`]: [json(operation(), 200, { ETag: '"3"' })],
      [`PATCH ${at}/operations/${operationId}`]: [lost],
    },
  )
  expect(code).toBe(6)
  expect(stderr).toContain('Whether it was done is not known')
  const changes = asked.filter(({ what }) => what.startsWith('PATCH'))
  expect(changes.map(({ request, body }) => [request.headers.get('if-match'), body])).toEqual([
    ['"3"', '{"startAt":"endOfTerm"}'],
  ])
})

test('B05 a consolidation that left a source behind ends with 1, and says where to read why', async () => {
  const children = [
    { subscription: { id }, status: 'Succeeded', progress: {} },
    {
      subscription: { id: tenant },
      status: 'Failed',
      progress: {},
      error: { code: 'NotEnoughLicenses', message: 'No.' },
    },
  ]
  const done = {
    kind: 'consolidate',
    status: 'Succeeded',
    completedDateTime: '2026-11-01T00:00:02.000Z',
    children,
  }
  const { code, stdout, stderr } = await admin(
    ['takeover', 'consolidate', id, tenant, '--to', operationId, '--yes', '--wait', ...of],
    {
      [`POST ${at}/subscriptions/consolidate`]: [json(operation({ kind: 'consolidate' }), 202)],
      [`GET ${at}/operations/${operationId}`]: [json(operation(done))],
    },
  )
  expect(code).toBe(1)
  expect(stdout).toContain(`${tenant} Failed: No. (NotEnoughLicenses)`)
  expect(stderr).toContain('1 of 2 sources were not moved.')
})

test('a webhook is deleted as it was read, after a yes', async () => {
  const where = `${at}/webhooks/${id}`
  const answers = {
    [`GET ${where}`]: [json({ id, url: 'https://hooks.example/' }, 200, { ETag: '"5"' })],
    [`DELETE ${where}`]: [new Response(null, { status: 204 })],
  }
  const { code, stdout, asked } = await admin(['webhooks', 'delete', id, '--yes', '--json', ...of], answers)
  expect([code, JSON.parse(stdout)]).toEqual([0, { id, deleted: true }])
  expect(asked.at(-1)?.request.headers.get('if-match')).toBe('"5"')
})
