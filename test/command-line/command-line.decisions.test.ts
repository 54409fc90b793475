import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '#local/system/state-folder.ts'
import { exitCodes, exitMeanings } from '#tools/admin/exit-codes.ts'
import { plain, plainJson } from '#tools/admin/plain-text.ts'
import { userIdsOf } from '#tools/admin/user-list.ts'
import { address, admin, json, lost, refused, tenant } from './fake-service.ts'

const id = 'c1000000-0000-4000-8000-000000000001'
const operationId = '8e08ba1d-77ac-41b5-92b6-3866816efff9'
const operationAt = `GET /tenants/${tenant}/operations/${operationId}`
const subscriptionAt = `/tenants/${tenant}/subscriptions/${id}`
const of = ['--tenant', tenant]

const subscription = {
  id,
  product: { id: 'CFQ7TTC0H9MP', displayName: 'Power BI Pro' },
  purchaser: { id, displayName: 'Sanne' },
  controlledBy: { id, displayName: 'Anna', at: '2026-11-01T00:00:00.000Z' },
  actions: ['moveUsers', 'cancel'],
  etag: '"7"',
}

function operation(more: object) {
  return {
    id: operationId,
    kind: 'moveUsers',
    subscription: { id },
    startedBy: { id, displayName: 'Anna' },
    status: 'Running',
    percentComplete: 10,
    progress: { total: 10, succeeded: 1, skipped: 0, failed: 0 },
    usersPerSecond: 1,
    createdDateTime: '2026-11-01T00:00:00.000Z',
    lastUpdatedDateTime: '2026-11-01T00:00:01.000Z',
    actions: [],
    ...more,
  }
}
const ended = (status: string) => operation({ status, completedDateTime: '2026-11-01T00:00:02.000Z' })

test.each([
  [400, 'InvalidRequest', 2],
  [401, 'Unauthorized', 3],
  [403, 'Forbidden', 3],
  [404, 'NotFound', 4],
  [409, 'NotEnoughLicenses', 5],
  [412, 'PreconditionFailed', 5],
  [422, 'TargetIsSource', 5],
  [429, 'TooManyRequests', 6],
  [503, 'ServiceUnavailable', 6],
  [500, 'InternalError', 9],
])('a %i %s ends the command with %s of its own code', async (status, code, exit) => {
  const {
    code: ended,
    stdout,
    stderr,
  } = await admin(['whoami', '--json'], { 'GET /me': [refused(status, code)] })
  expect([ended, stdout]).toEqual([exit, ''])
  expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
    error: { code },
    exitCode: exit,
  })
})

test('a refusal says in words what it is and what to do', async () => {
  const inProgress = refused(409, 'OperationInProgress', { innererror: { operationId } })
  const { stderr } = await admin(['takeover', 'control', id, ...of], {
    [`POST ${subscriptionAt}/takeControl`]: [inProgress],
  })
  expect(stderr).toBe(
    `No: OperationInProgress. (OperationInProgress)\nWait for it: "operations watch ${operationId}", or cancel it.\n`,
  )
})

test.each([
  [['nonsense']],
  [['subscriptions', 'list', '--status', 'Sleeping']],
  [['takeover', 'move', id]],
  [['takeover', 'cancel', id, '--reason', 'a whim']],
  [['dead-letters', 'drop', 'move-users', '7']],
  [['whoami', '--as', 'anna-admin', '--api', address]],
  [['whoami', '--api', 'http://service.example']],
  [['whoami', '--repeat-id', 'again']],
  [['operations', 'watch', operationId, ...of, '--timeout', 'soon']],
  [['operations', 'list', '--everywhere', '--kind', 'cancel']],
  [['operations', 'list', '--needs-attention']],
  [['takeover', 'move', id, '--to', id, '--yes', '--timeout', 'soon', ...of]],
])('what nobody can mean ends with 2 before anything is asked: %j', async (args) => {
  const { code, stdout, stderr, asked } = await admin(args, {})
  expect([code, stdout, asked]).toEqual([2, '', []])
  expect(stderr).not.toBe('')
})

test('--help ends with 0 and tells all exit codes, as the page of docs does', async () => {
  const { code, stdout } = await admin(['--help'], {})
  const page = readFileSync(join(projectRoot, 'docs/operate/command-line.md'), 'utf8')
  expect(code).toBe(0)
  for (const [exit, number] of Object.entries(exitCodes)) {
    const meaning = exitMeanings[exit as keyof typeof exitCodes]
    expect(stdout).toMatch(new RegExp(`^ +${number} +${meaning.replace(/[()]/g, '\\$&')}$`, 'm'))
    expect(page).toContain(`| ${number} | ${meaning} |`)
  }
})

test('--json gives every row of every page, and goes with the token to no other host', async () => {
  const rows = Array.from({ length: 3 }, (_, at) => ({ ...subscription, id: `${at}` }))
  const { code, stdout, stderr, asked } = await admin(['subscriptions', 'list', '--json', ...of], {
    [`GET /tenants/${tenant}/subscriptions`]: [
      json({ value: rows.slice(0, 2), nextLink: 'https://elsewhere.example/?continuation=two' }),
      json({ value: [], nextLink: 'https://elsewhere.example/?continuation=three' }),
      json({ value: rows.slice(2) }),
    ],
  })
  expect([code, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toEqual(rows)
  expect(asked.map(({ request }) => new URL(request.url).origin)).toEqual([address, address, address])
  expect(asked.map(({ request }) => new URL(request.url).searchParams.get('continuation'))).toEqual([
    null,
    'two',
    'three',
  ])
  expect(asked.every(({ request }) => request.redirect === 'error')).toBe(true)
})

test('a list that breaks off is no JSON, so that nobody takes it for the whole', async () => {
  const { code, stdout } = await admin(['subscriptions', 'list', '--json', ...of], {
    [`GET /tenants/${tenant}/subscriptions`]: [
      json({ value: [subscription], nextLink: `${address}/?continuation=two` }),
      refused(403, 'Forbidden'),
    ],
  })
  expect(code).toBe(3)
  expect(() => JSON.parse(stdout)).toThrow()
})

test('no name can give orders to a terminal or turn a line around', async () => {
  const nasty = 'A\u001b]0;owned\u0007\u009b2J\u202e\u2066B\r\n\u2028C'
  const answers = { 'GET /me': [json({ id, displayName: nasty, roles: [] })] }
  const obeyed = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028]/u
  const text = await admin(['whoami'], answers)
  expect(text.stdout).not.toMatch(obeyed)
  expect(text.stdout).toContain('A\\u001b]0;owned\\u0007')
  const asJson = await admin(['whoami', '--json'], answers)
  expect(asJson.stdout).not.toMatch(obeyed)
  expect(JSON.parse(asJson.stdout).displayName).toBe(nasty)
  expect([plain('Zoë \u{1f469}\u200d\u{1f4bb}'), JSON.parse(plainJson('\u{e0041}'))]).toEqual([
    'Zoë \u{1f469}\u200d\u{1f4bb}',
    '\u{e0041}',
  ])
})

test('a POST whose answer is lost is sent again under the same id, after the pause that it was told', async () => {
  const { code, asked, waits } = await admin(['takeover', 'control', id, ...of], {
    [`POST ${subscriptionAt}/takeControl`]: [
      lost,
      refused(503, 'ServiceUnavailable', { headers: { 'Retry-After': '7' } }),
      json(subscription),
    ],
  })
  expect([code, waits]).toEqual([0, [1_000, 7_000]])
  const ids = asked.map(({ request }) => request.headers.get('repeatability-request-id'))
  expect(ids).toHaveLength(3)
  expect(new Set(ids).size).toBe(1)
})

test('where it stays open whether it was done, the id to run it again with is told', async () => {
  const { code, stderr, asked } = await admin(['takeover', 'control', id, ...of], {
    [`POST ${subscriptionAt}/takeControl`]: [lost],
  })
  const [repeatId] = asked.map(({ request }) => request.headers.get('repeatability-request-id'))
  expect(code).toBe(6)
  expect(stderr).toContain(`--repeat-id ${repeatId} does it once`)
})

test('Ctrl-C while a call is tried again says that it may be done, and how to find out', async () => {
  const { code, stderr, asked } = await admin(
    ['takeover', 'control', id, ...of],
    { [`POST ${subscriptionAt}/takeControl`]: [lost] },
    { interrupt: true },
  )
  const [repeatId] = asked.map(({ request }) => request.headers.get('repeatability-request-id'))
  expect(code).toBe(130)
  expect(stderr).toContain(`--repeat-id ${repeatId} does it once`)
})

test('a look that is not answered is no act that may be done', async () => {
  const answers = {
    [`GET ${subscriptionAt}`]: [json(subscription)],
    [`POST ${subscriptionAt}/previewCancel`]: [lost],
  }
  const args = ['takeover', 'cancel', id, '--reason', 'unused', '--dry-run', ...of]
  const { code, stderr } = await admin(args, answers)
  expect(code).toBe(6)
  expect(stderr).not.toContain('repeat-id')
})

test('run again with --repeat-id every call has the id that it had', async () => {
  const repeatId = '11111111-2222-4333-8444-555555555555'
  const numbers = Array.from({ length: 150 }, (_, at) => ({ sequenceNumber: `${at}` }))
  const run = async () => {
    const { asked, stdout } = await admin(
      ['dead-letters', 'resubmit-all', 'move-users', '--yes', '--json', '--repeat-id', repeatId],
      {
        'GET /ops/deadLetters': [json({ value: numbers })],
        'POST /ops/deadLetters/resubmitAll': [json({ resubmitted: 75, more: true })],
      },
    )
    expect(JSON.parse(stdout)).toEqual({ found: 150, resubmitted: 150 })
    return asked.flatMap(({ request }) => request.headers.get('repeatability-request-id') ?? [])
  }
  const ids = await run()
  expect(ids[0]).toBe(repeatId)
  expect(new Set(ids).size).toBe(2)
  expect(await run()).toEqual(ids)
})

test('without a yes, and nobody there to ask, nothing is changed', async () => {
  const answers = {
    [`GET ${subscriptionAt}`]: [json(subscription)],
    [`POST ${subscriptionAt}/previewCancel`]: [
      json({ usersToRevoke: 3, mail: { to: 'sanne@tulp.example', subject: 'Cancelled' } }),
    ],
  }
  const { code, stderr, asked } = await admin(
    ['takeover', 'cancel', id, '--reason', 'unused', ...of],
    answers,
  )
  expect(code).toBe(7)
  expect(stderr).toContain('Users who lose it: 3')
  expect(stderr).toContain('Add --yes')
  expect(asked.map(({ what }) => what)).toEqual(Object.keys(answers))
})

test('control is taken, the move is started on what that left behind, and waited for', async () => {
  const { code, stdout, asked } = await admin(
    ['takeover', 'move', id, '--to', tenant, '--take-control', '--yes', '--wait', '--json', ...of],
    {
      [`GET ${subscriptionAt}`]: [json({ ...subscription, controlledBy: undefined, actions: [] })],
      [`POST ${subscriptionAt}/takeControl`]: [json(subscription, 200, { ETag: '"8"' })],
      [`POST ${subscriptionAt}/moveUsers`]: [json(operation({}), 202)],
      [operationAt]: [json(operation({})), json(ended('Succeeded'))],
    },
  )
  expect([code, JSON.parse(stdout).status]).toEqual([0, 'Succeeded'])
  const move = asked.find(({ what }) => what.endsWith('/moveUsers'))
  expect(move?.request.headers.get('if-match')).toBe('"8"')
  expect(JSON.parse(move?.body ?? '')).toEqual({ targetSubscriptionId: tenant, confirm: true })
})

test.each([
  [ended('Succeeded'), 0],
  [ended('Failed'), 1],
  [ended('Canceled'), 1],
  [operation({ needsAttention: true }), 8],
])('watching tells by its exit code how it ended: %#', async (last, exit) => {
  const answers = { [operationAt]: [json(operation({})), json(last)] }
  const { code, stderr } = await admin(['operations', 'watch', operationId, ...of], answers)
  expect(code).toBe(exit)
  // Nobody sits at a terminal: no bar.
  expect(stderr).not.toContain('\u001b')
})

test('Ctrl-C ends the watching alone, and says how to look again', async () => {
  const watch = ['operations', 'watch', operationId, ...of]
  const { code, stderr } = await admin(watch, { [operationAt]: [json(operation({}))] }, { interrupt: true })
  expect(code).toBe(130)
  expect(stderr).toBe(`The operation goes on.\nWatch it: npm run admin -- operations watch ${operationId}\n`)
})

test('no address but one of this machine is given the token without https', async () => {
  const { code, asked } = await admin(['whoami'], {}, { environment: { SEATWARDEN_API: 'http://10.0.0.1' } })
  expect([code, asked]).toEqual([2, []])
})

test('users are read line by line, or from the column userId of CSV, quoted or not', () => {
  const [one, two] = [id, tenant]
  expect(userIdsOf(`${one}\r\n\n${two}\n`, 'f')).toEqual([one, two])
  expect(userIdsOf(`\ufeff"displayName","userId"\n"Bakker, ""T""","${one}"\n`, 'f')).toEqual([one])
  expect(() => userIdsOf(`userId\n${one}\nnobody\n`, 'f')).toThrow('f, line 3: "nobody" is not a user id.')
  expect(() => userIdsOf('userId\n', 'f')).toThrow('no users')
})
