import { readFile, writeFile } from 'node:fs/promises'
import { clientFile, clientTypes } from './portal/client-types.ts'

/**
 * `npm run portal:client` writes what the portal knows of the API, from the routes as they are now: a page that uses
 * a route or a field that is gone does not compile. With `--check` it only says whether that is up to date.
 */
const made = await clientTypes()
if (process.argv.includes('--check')) {
  const upToDate = made === (await readFile(clientFile, 'utf8'))
  console.log(
    upToDate ? `${clientFile} is up to date.` : `${clientFile} is out of date: run npm run portal:client.`,
  )
  process.exitCode = upToDate ? 0 : 1
} else {
  await writeFile(clientFile, made)
  console.log(`${clientFile} is written.`)
}
