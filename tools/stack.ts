import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { readable } from './stack-trace.ts'

/** `npm run --silent stack [-- --maps FOLDER] < trace`: the same with places in the sources, for a person to read. */
const { values } = parseArgs({ options: { maps: { type: 'string', default: 'dist-maps' } } })

if (existsSync(values.maps)) {
  process.stdout.write(readable(await text(process.stdin), values.maps))
} else {
  console.error(
    `There are no source maps in ${values.maps}: give those of the release with -- --maps FOLDER.`,
  )
  process.exitCode = 1
}
