import { tokenOf } from './system/api-client.ts'
import { requireReady } from './system/ready-file.ts'
import { stateFolder } from './system/state-folder.ts'

/** `npm run --silent token -- PERSONA`: prints an access token and nothing else. */
const [persona] = process.argv.slice(2)
try {
  const { personas, signIn } = requireReady(stateFolder())
  if (!personas.some(({ id }) => id === persona)) {
    const ids = personas.map(
      ({ id, role, displayName }) => `  ${id.padEnd(24)} ${role.padEnd(14)} ${displayName}`,
    )
    throw new Error(
      `${persona === undefined ? 'Say who' : `There is no persona ${persona}`}: npm run --silent token -- PERSONA\n${ids.join('\n')}`,
    )
  }
  console.log(await tokenOf(signIn, persona ?? ''))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
