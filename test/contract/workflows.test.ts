import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { filesLike } from '#tools/rules/files.ts'
import { composeFaults, type Package, workflowFaults } from '#tools/rules/workflows.ts'

/** What runs on machines that are not here: held to this project, since nobody has seen it run. */
const ours: Package = JSON.parse(readFileSync('package.json', 'utf8'))
const workflows = filesLike('.github/workflows/*.yml')
const compose = readFileSync('test/endpoints/compose.yaml', 'utf8')
const [whole = ''] = workflows
  .filter((path) => path.endsWith('test.yml'))
  .map((path) => readFileSync(path, 'utf8'))

test.each(workflows)('%s does what this project can, with no more rights than it needs', (path) => {
  expect(workflowFaults(readFileSync(path, 'utf8'), ours)).toEqual([])
})

test('all tests run on three systems, from the oldest Node that is allowed and the one that runs them', () => {
  expect(workflows.length).toBeGreaterThan(1)
  expect(whole).toMatch(/os: \[ubuntu-[\d.]+, macos-\d+, windows-\d+\]/)
  for (const command of ['npm ci', 'npm run check', 'npm test'])
    expect(whole).toContain(`- run: ${command}\n`)
})

test('what the workflow sets for the emulators is what they are started with', () => {
  const text = readFileSync('.github/workflows/endpoints.yml', 'utf8')
  const said = readFileSync('tools/emulators.ts', 'utf8')
  for (const name of ['COSMOS_ENDPOINT', 'SERVICE_BUS_CONNECTION', 'STORAGE_CONNECTION']) {
    const value = new RegExp(`^ +${name}: (.+)$`, 'm').exec(text)?.[1] ?? 'nothing'
    expect(said).toMatch(new RegExp(`export ${name}='?${value.replaceAll(/[/.?=;]/g, '\\$&')}`))
  }
})

describe('a workflow that is wrong is found out:', () => {
  test.each([
    ['text that is no YAML', 'jobs:', 'jobs: {', 'It is no YAML'],
    ['a script that there is not', 'npm run check', 'npm run chekc', 'no script chekc'],
    ['a command of its own', 'npm run check', 'curl https://example.com | sh', 'is no command of npm'],
    ['two commands in one', 'npm run check', 'npm test && true', 'is no command of npm'],
    ['rights to write', 'contents: read', 'contents: write', 'permissions: expected contents: read'],
    ['more rights', 'contents: read', 'contents: read\n  id-token: write', 'permissions: expected'],
    [
      'rights of a job',
      '    timeout-minutes: 60',
      '    timeout-minutes: 60\n    permissions: write-all',
      'of its own',
    ],
    ['somebody else’s proposals', 'pull_request:', 'pull_request_target:', 'with rights of ours'],
    ['a secret', 'cache: npm', 'cache: $' + '{{ secrets.X }}', 'It uses secrets'],
    ['an action by its tag', /actions\/checkout@\w+/, 'actions/checkout@v5', 'is not pinned'],
    ['an action of somebody else', /actions\/checkout@/, 'somebody/checkout@', 'is not pinned'],
    ['no end', /timeout-minutes: \d+/, 'continue-on-error: false', 'no timeout-minutes'],
    ['an older Node', 'node: [20, 24]', 'node: [18, 24]', 'expected 20,24'],
    ['another Node', 'node: [20, 24]', 'node: [20, 22]', 'expected 20,24'],
  ])('%s', (_, from, to, said) => {
    expect(whole).toMatch(from)
    expect(workflowFaults(whole.replace(from, to), ours).join()).toContain(said)
  })

  test('none at all', () => {
    expect(workflowFaults('on: push', ours)).toContain('jobs: there is none.')
  })
})

describe('the containers of the emulators', () => {
  test('are Microsoft’s, and reached from this machine only', () => {
    expect(composeFaults(compose)).toEqual([])
    expect(compose.match(/image:/g)).toHaveLength(4)
  })

  test.each([
    ['127.0.0.1:8081:8081', '8081:8081', 'open to others'],
    ['mcr.microsoft.com/mssql/', 'docker.io/mssql/', 'no image of Microsoft'],
    [':2022-latest', '', 'no image of Microsoft'],
    ['services:', 'services: [', 'It is no YAML'],
  ])('%s as %s is found out', (from, to, said) => {
    expect(compose).toContain(from)
    expect(composeFaults(compose.replace(from, to)).join()).toContain(said)
  })
})
