import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Azurite {
  readonly connectionString: string
  stop(): Promise<void>
}

/** Azurite's well-known account; it guards nothing. */
const account = 'devstoreaccount1'
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** Blob storage in a process of its own, on a free port, with nothing kept. */
export async function startAzurite(): Promise<Azurite> {
  const program = fileURLToPath(
    new URL('./dist/src/blob/main.js', import.meta.resolve('azurite/package.json')),
  )
  const flags = ['--silent', '--skipApiVersionCheck', '--disableTelemetry', '--inMemoryPersistence']
  const child = spawn(process.execPath, [program, ...flags, '--blobHost', '127.0.0.1', '--blobPort', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    const address = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1]
    if (!address) continue
    return {
      connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${address}/${account};`,
      async stop() {
        child.kill('SIGKILL')
        await ended
      },
    }
  }
  throw new Error(`Azurite ended before it listened: ${said}`)
}
