import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { emulatorConfig } from '#test/endpoints/emulator-config.ts'

/** `npm run emulators [-- down]`: Microsoft's emulators in containers, for `npm run test:endpoints`. Needs Docker. */
const licences = [
  'https://github.com/Azure/azure-service-bus-emulator-installer/blob/main/EMULATOR_EULA.txt',
  'https://go.microsoft.com/fwlink/?linkid=857698',
]
const config = join(projectRoot, 'node_modules/.cache/emulators/service-bus.json')
const isDown = process.argv.includes('down')

try {
  if (!isDown && process.env['ACCEPT_EULA'] !== 'Y')
    throw new Error(
      `The emulator of Service Bus and the SQL Server that it needs have licences to accept: ${licences.join(' and ')}. Whoever does sets ACCEPT_EULA=Y.`,
    )
  mkdirSync(dirname(config), { recursive: true })
  writeFileSync(config, JSON.stringify(emulatorConfig(queues), null, 2))
  process.exitCode = await compose(isDown ? ['down', '--volumes'] : ['up', '--detach'])
  if (!isDown && process.exitCode === 0) console.log(whatToSet())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function compose(args: readonly string[]): Promise<number> {
  const file = join(projectRoot, 'test/endpoints/compose.yaml')
  const child = spawn('docker', ['compose', '--file', file, ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ACCEPT_EULA: process.env['ACCEPT_EULA'] ?? 'N',
      SERVICE_BUS_CONFIG: config,
      // Of as many kinds of characters as SQL Server asks for; nobody else needs to know it.
      SQL_PASSWORD: `aA1-${randomBytes(18).toString('base64url')}`,
    },
  })
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return code ?? 1
  } catch (cause) {
    throw new Error('Docker could not be started: the emulators run in its containers.', { cause })
  }
}

function whatToSet(): string {
  return [
    'Set this, then "npm run test:endpoints -- --wait", which waits until all of them answer:',
    'export COSMOS_ENDPOINT=http://localhost:8081',
    `export COSMOS_KEY='${emulatorKey}'`,
    "export SERVICE_BUS_CONNECTION='Endpoint=sb://localhost;SharedAccessKeyName=any;SharedAccessKey=any;UseDevelopmentEmulator=true'",
    'export STORAGE_CONNECTION=UseDevelopmentStorage=true',
  ].join('\n')
}
