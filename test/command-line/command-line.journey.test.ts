import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { call, expectStatus } from '#local/system/api-client.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { anOrganisation, mailsTo, type Person, shared } from '../support/clients/journey.ts'
import { assign, buy, buyCentrally, type Operation, read } from '../support/clients/journey-verbs.ts'
import { eventually, outputOf, runScript } from '../support/clients/system.ts'
import { isWindows } from '../support/windows.ts'

const folder = mkdtempSync(join(tmpdir(), 'seatwarden-command-line-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As a script of theirs runs it: a process of its own, with a token in its environment. */
async function commandLine(person: Person) {
  const { api, signIn } = shared()
  const claims = { iss: `${signIn}/${person.tenantId}/v2.0`, ...person.claims }
  const ordered = call<{ access_token: string }>(signIn, 'POST', '/token', {
    body: { persona: 'emma-member', claims },
  })
  const { access_token: token } = (await expectStatus(ordered, 200)).body
  const environment = { SEATWARDEN_API: api, SEATWARDEN_TOKEN: token }
  const admin = (...args: string[]) => runScript('admin', args, environment)
  return {
    admin,
    async json<Body>(...args: string[]): Promise<Body> {
      const { code, stdout, stderr } = await admin(...args, '--json')
      expect([code, stderr]).toEqual([0, ''])
      return JSON.parse(stdout) as Body
    },
  }
}

test('R069 an administrator takes over by the command line, from the list to the end, and each exit code tells', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const source = await buy(purchaser, { totalLicenses: 4 })
  await assign(purchaser, source, members)
  const tooSmall = await buyCentrally(globalAdmin, { totalLicenses: 1 })
  const target = await buyCentrally(globalAdmin, { totalLicenses: 5 })
  const { admin, json } = await commandLine(globalAdmin)

  const toTarget = ['takeover', 'move', source.id, '--to', target.id]
  const [found, notTaken, notAsked] = await Promise.all([
    json<{ id: string }[]>('subscriptions', 'list', '--channel', 'selfService'),
    admin(...toTarget),
    admin(...toTarget, '--take-control'),
  ])
  expect(found.map(({ id }) => id)).toEqual([source.id])
  expect(notTaken).toMatchObject({
    code: 5,
    stdout: '',
    stderr: expect.stringContaining('or add --take-control'),
  })
  expect(notAsked).toMatchObject({
    code: 7,
    stderr: expect.stringMatching(/Users to move: 4\n(.*\n)*.*Control of it is taken first/),
  })
  expect(await read(globalAdmin, source)).not.toHaveProperty('controlledBy')
  expect(await admin('takeover', 'control', source.id)).toMatchObject({ code: 0 })
  const tooFew = await admin('takeover', 'move', source.id, '--to', tooSmall.id, '--yes', '--json')
  expect([tooFew.code, tooFew.stdout]).toEqual([5, ''])
  expect(JSON.parse(tooFew.stderr)).toMatchObject({ error: { code: 'NotEnoughLicenses' }, exitCode: 5 })

  // A script that is run again does it once, and hears of the same operation.
  const again = ['--repeat-id', crypto.randomUUID(), '--yes']
  const moved = await json<Operation>(...toTarget, '--wait', ...again)
  expect(moved).toMatchObject({ status: 'Succeeded', progress: { total: 4, succeeded: 4 } })
  expect(await json<Operation>(...toTarget, ...again)).toMatchObject({ id: moved.id })
  const [results, unknown, forbidden] = await Promise.all([
    json<unknown[]>('operations', 'results', moved.id, '--outcome', 'succeeded'),
    admin('operations', 'show', crypto.randomUUID()),
    admin('tenants', 'list'),
  ])
  expect([results.length, unknown.code, forbidden.code]).toEqual([4, 4, 3])
  expect(await read(globalAdmin, target)).toMatchObject({ assignedLicenses: 4, reservedLicenses: 0 })
  expect(await mailsTo(purchaser.address)).toHaveLength(1)
})

test('B12 B20 licences are given by a CSV file, each user’s outcome is read, and all of it is undone', async () => {
  const { globalAdmin, members } = await anOrganisation()
  const central = await buyCentrally(globalAdmin, { totalLicenses: 5 })
  const { admin, json } = await commandLine(globalAdmin)
  const file = join(folder, 'users.csv')
  writeFileSync(
    file,
    ['userPrincipalName', ...members.map(({ address }) => address), 'nobody@elsewhere'].join('\n'),
  )

  const given = await json<Operation>('assign', central.id, '--file', file, '--wait')
  expect(given.progress).toMatchObject({ total: 5, succeeded: 4, skipped: 1 })
  const [skipped, asked] = await Promise.all([
    json<object[]>('operations', 'results', given.id, '--outcome', 'skipped'),
    admin('operations', 'undo', given.id),
  ])
  expect(skipped).toMatchObject([{ userId: 'nobody@elsewhere', reason: 'unknown' }])
  expect(asked).toMatchObject({ code: 7, stderr: expect.stringContaining('Users put back: 4') })
  expect(await json('operations', 'undo', given.id, '--yes', '--wait')).toMatchObject({ undoes: given.id })
  expect(await read(globalAdmin, central)).toMatchObject({ assignedLicenses: 0, reservedLicenses: 0 })
})

test('B07 the policy goes out as a file, and comes back once somebody has said yes', async () => {
  const { globalAdmin } = await anOrganisation()
  const { admin, json } = await commandLine(globalAdmin)
  const file = join(folder, 'policy.json')
  expect(await admin('policies', 'export', '--out', file)).toMatchObject({ code: 0, stdout: '' })
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('"policyValue": "Enabled"', '"policyValue": "Disabled"'),
  )
  const [preview, asked] = await Promise.all([
    json<object>('policies', 'preview', file),
    admin('policies', 'apply', file),
  ])
  expect(preview).toMatchObject({ changes: [{ to: 'Disabled' }], isCurrent: true })
  expect(asked).toMatchObject({ code: 7 })
  expect(await json<object>('policies', 'apply', file, '--yes')).toMatchObject({
    changes: [{ to: 'Disabled' }],
  })
  expect(await admin('policies', 'apply', file, '--yes')).toMatchObject({ code: 5 })
})

test.skipIf(isWindows)(
  'Ctrl-C ends the watching of an operation, says how to look again, and sends nothing',
  async () => {
    const asked: string[] = []
    const service = createServer(({ method, url }, answer) => {
      asked.push(`${method} ${url}`)
      answer
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ id: 'op', progress: {}, actions: [] }))
    })
    await once(service.listen(0, '127.0.0.1'), 'listening')
    const { port } = service.address() as AddressInfo
    const watching = spawn(
      process.execPath,
      [
        join(projectRoot, 'tools/admin.ts'),
        'operations',
        'watch',
        'op',
        '--tenant',
        't',
        '--api',
        `http://127.0.0.1:${port}`,
      ],
      { env: { ...process.env, SEATWARDEN_TOKEN: 'a.b.c' }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const output = outputOf(watching)
    await eventually(() => asked.length > 0)
    watching.kill('SIGINT')
    const [code] = await once(watching, 'close')
    service.closeAllConnections()
    service.close()
    expect([code, output()]).toEqual([
      130,
      'The operation goes on.\nWatch it: npm run admin -- operations watch op\n',
    ])
    expect(asked.filter((call) => !call.startsWith('GET '))).toEqual([])
  },
)
