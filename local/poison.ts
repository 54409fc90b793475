import { parseArgs } from 'node:util'
import type { AppSettings } from './system/app-settings.ts'
import { isPoisonKind, poisonKinds, poisonQueues, sendPoison } from './system/poison-message.ts'
import { requireReady } from './system/ready-file.ts'
import { stateFiles, stateFolder } from './system/state-folder.ts'
import { readWhole } from './system/whole-file.ts'

/** `npm run poison -- KIND [--queue Q]`: a message that no retry can mend, to see what becomes of it. */
const usage = `npm run poison -- KIND [--queue QUEUE]
  KIND   ${Object.entries(poisonKinds)
    .map(([kind, what]) => `${kind.padEnd(18)} ${what}`)
    .join('\n         ')}
  QUEUE  ${poisonQueues.join(', ')}; ${poisonQueues[0]} when absent`

try {
  const { kind, queue } = readArguments()
  const state = stateFolder()
  const ready = requireReady(state)
  const settings = readWhole<AppSettings>(stateFiles(state).settings)
  const { messageId } = await sendPoison(settings?.['SERVICE_BUS_CONNECTION'] ?? '', kind, {
    queue,
    tenantId: ready.tenants[0]?.id ?? '',
  })
  const operator = ready.personas.find(({ role }) => role === 'operator')
  console.log(
    [
      `Message ${messageId} (${kind}) is on ${queue}. After its last delivery it is a dead letter:`,
      `curl -H "Authorization: Bearer $(npm run --silent token -- ${operator?.id})" "${ready.api}/ops/deadLetters?api-version=2026-11-01"`,
    ].join('\n'),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function readArguments() {
  const { values, positionals } = parseOrExplain()
  const [kind = '', ...others] = positionals
  const queue = poisonQueues.find((name) => name === (values.queue ?? poisonQueues[0]))
  if (!isPoisonKind(kind) || others.length > 0 || !queue) throw new Error(usage)
  return { kind, queue }
}

function parseOrExplain() {
  try {
    return parseArgs({ options: { queue: { type: 'string' } }, allowPositionals: true })
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\n${usage}`, { cause })
  }
}
