import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What docs/operate/deploy.md says of azd's environment, held to what azd reads and what deployments give out. */
const page = readFileSync('docs/operate/deploy.md', 'utf8')
const main = readFileSync('infra/main.bicep', 'utf8')
const script = readFileSync('tools/register-entra.ts', 'utf8')
const parameters = [...readFileSync('infra/main.parameters.json', 'utf8').matchAll(/\$\{(\w+)\}/g)].map(
  ([, name]) => name ?? '',
)
const read = [...parameters, ...[...script.matchAll(/\bset\('(\w+)'\)/g)].map(([, name]) => name ?? '')]
const given = [
  ...[...main.matchAll(/^output (\w+)/gm), ...script.matchAll(/\bkeep\('(\w+)'/g)].map(
    ([, name]) => name ?? '',
  ),
  // azd's own.
  'AZURE_RESOURCE_GROUP',
]

function namesIn(pattern: RegExp): readonly string[] {
  return [...new Set([...page.matchAll(pattern)].map(([, name]) => name ?? ''))]
}

test('every name that the page on deploying tells to set is one that something reads', () => {
  const [, table = ''] = /\| Name \| For instance [^\n]+\n\|[ |-]+\n((?:\|.*\n)+)/.exec(page) ?? []
  const told = [
    ...namesIn(/azd env set(?:-secret)? (\w+)/g),
    ...table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '')),
  ]
  expect(told.length).toBeGreaterThan(15)
  expect(told.filter((name) => ![...read, 'AZURE_RESOURCE_GROUP'].includes(name))).toEqual([])
})

test('every value that the page on deploying tells to get is one that a deployment gives', () => {
  const told = namesIn(/azd env get-value (\w+)/g)
  expect(told).toEqual(expect.arrayContaining(['API_URL', 'API_ID', 'API_SCOPE']))
  expect(told.filter((name) => !given.includes(name))).toEqual([])
})

test('every provider of what is deployed is registered beforehand, and the one that the network is delegated to', () => {
  const [, registered = ''] = /for provider in ([\w\s\\]+); do/.exec(page) ?? []
  const files = globSync('infra/**/*.bicep').map((path) => readFileSync(path, 'utf8'))
  const used = files.flatMap((file) =>
    [...file.matchAll(/^resource \w+ 'Microsoft\.(\w+)\/|serviceName: 'Microsoft\.(\w+)\//gm)].map(
      ([, type, delegated]) => type ?? delegated ?? '',
    ),
  )
  // Every subscription has that one.
  const needed = new Set(used.filter((name) => name !== 'Authorization'))
  expect(new Set(registered.split(/[\s\\]+/))).toEqual(needed)
})

test('a parameter is set by its own name, in capitals', () => {
  const { parameters: values } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')) as {
    parameters: Record<string, { value: string }>
  }
  const own = { environmentName: 'AZURE_ENV_NAME', location: 'AZURE_LOCATION' } as Record<string, string>
  const capitals = (name: string) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
  for (const [name, { value }] of Object.entries(values))
    expect(value).toBe(`\${${own[name] ?? capitals(name)}}`)
  expect([...main.matchAll(/^param (\w+)/gm)].map(([, name]) => name)).toEqual(Object.keys(values))
})

test('names that nobody chose fit: storage and vaults take 24 letters, the host tells apps apart by 32', () => {
  const longest = 13 // uniqueString() gives that many.
  const limits: Record<string, number> = {
    hostStorageName: 24,
    exportStorageName: 24,
    keyVaultName: 24,
    functionAppName: 32,
    cosmosAccountName: 44,
    serviceBusName: 50,
  }
  for (const [name, limit] of Object.entries(limits)) {
    const [, prefix = ''] =
      new RegExp(`^param ${name} string = '([^$]+)\\$\\{resourceToken\\}'$`, 'm').exec(main) ?? []
    expect(prefix).toMatch(name.endsWith('StorageName') ? /^[a-z]+$/ : /^[a-z-]+$/)
    expect(prefix.length + longest, name).toBeLessThanOrEqual(limit)
  }
})

test('a private endpoint is looked up in the zone of its kind', () => {
  const network = readFileSync('infra/hosting/network.bicep', 'utf8')
  const zones = new Map(
    [...network.matchAll(/^var (\w+) = '(privatelink[^']*)'$/gm)].map(([, name, zone]) => [name, zone]),
  )
  const pairs = [...network.matchAll(/group: '(\w+)'\n +zone: (\w+)/g)].map(([, kind, zone]) => [
    kind,
    zones.get(zone),
  ])
  expect(Object.fromEntries(pairs)).toEqual({
    Sql: 'privatelink.documents.azure.com',
    namespace: 'privatelink.servicebus.windows.net',
    vault: 'privatelink.vaultcore.azure.net',
    blob: `privatelink.blob.\${environment().suffixes.storage}`,
  })
  expect(network.match(/^ +group: '/gm)).toHaveLength(pairs.length)
})

test('what is asked from outside is a route', () => {
  const [, path] =
    /RequestUrl: '\$\{publicBaseUrl\}([^']+)'/.exec(readFileSync('infra/telemetry/alerts.bicep', 'utf8')) ??
    []
  expect(readFileSync('functions/health/routes.ts', 'utf8')).toContain(`'GET', '${path}'`)
})

test('exports lie where the app writes them', () => {
  const [, made] =
    /var containerName = '([^']*)'/.exec(readFileSync('infra/files/storage.bicep', 'utf8')) ?? []
  expect(readFileSync('infra/files/blob-files.ts', 'utf8')).toContain(`options.container ?? '${made}'`)
})

test('the app runs on the Node version that it is built and tested with', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [, deployed] =
    /param nodeVersion string = '(\d+)'/.exec(readFileSync('infra/hosting/function-app.bicep', 'utf8')) ?? []
  expect(devDependencies.node.split('.')[0]).toBe(deployed)
  expect(readFileSync('tools/bundle.ts', 'utf8')).toContain(`target: 'node${deployed}'`)
})

test('a worker hands over before its message is free again, whatever is chosen', () => {
  const [, most] = /@maxValue\((\d+)\)\nparam workSliceMs /.exec(main) ?? []
  const locks = [
    ...readFileSync('infra/messages/queues.json', 'utf8').matchAll(/"LockDuration": "PT(\d+)S"/g),
  ]
  const shortest = Math.min(...locks.map(([, seconds]) => Number(seconds) * 1_000))
  expect(locks.length).toBeGreaterThan(0)
  expect(Number(most)).toBeLessThan(shortest)
})
