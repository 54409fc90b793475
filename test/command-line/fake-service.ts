import { PassThrough } from 'node:stream'
import { runAdmin } from '#tools/admin/run-admin.ts'
import type { Surroundings } from '#tools/admin/surroundings.ts'

export const address = 'http://127.0.0.1:7071'
export const tenant = '0a000000-0000-4000-8000-000000000001'

/** What is asked of the service: `GET /me`, with everything else to look at. */
export interface Asked {
  readonly what: string
  readonly request: Request
  readonly body: string
}

/** An answer each time it is asked; the last one again and again. An error is an answer that was lost. */
type Answers = readonly (Response | Error)[]

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly asked: readonly Asked[]
  /** How long it waited, in ms. */
  readonly waits: readonly number[]
}

interface Given {
  readonly environment?: Readonly<Record<string, string>>
  /** Presses Ctrl-C at the first wait. */
  readonly interrupt?: boolean
}

/** Runs one command line against answers that are given beforehand. */
export async function admin(
  args: readonly string[],
  answers: Readonly<Record<string, Answers>>,
  { environment = {}, interrupt = false }: Given = {},
): Promise<Ended> {
  const [asked, waits]: [Asked[], number[]] = [[], []]
  const left = new Map(Object.entries(answers).map(([what, all]) => [what, [...all]]))
  const interrupted = new AbortController()
  const [stdout, stderr] = [collecting(), collecting()]
  const surroundings: Surroundings = {
    environment: { SEATWARDEN_API: address, SEATWARDEN_TOKEN: 'a.b.c', ...environment },
    stdin: Object.assign(new PassThrough(), { isTTY: false }),
    stdout: stdout.stream,
    stderr: stderr.stream,
    async fetch(request) {
      const what = `${request.method} ${new URL(request.url).pathname}`
      asked.push({ what, request, body: await request.clone().text() })
      const all = left.get(what)
      const answer = all && (all.length > 1 ? all.shift() : all[0])
      if (!answer) throw new TypeError('fetch failed', { cause: new Error(`nobody answers ${what}`) })
      if (answer instanceof Error) throw answer
      return answer.clone()
    },
    async wait(ms) {
      waits.push(ms)
      if (waits.length > 50) throw new Error('It waits for ever.')
      if (interrupt) interrupted.abort()
      interrupted.signal.throwIfAborted()
    },
    interrupted: interrupted.signal,
  }
  const code = await runAdmin(args, surroundings)
  return { code, stdout: stdout.text(), stderr: stderr.text(), asked, waits }
}

function collecting() {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text }
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-ms-request-id': 'r-1', ...headers },
  })
}

export function refused(
  status: number,
  code: string,
  { headers = {}, innererror = {} }: { headers?: Record<string, string>; innererror?: object } = {},
): Response {
  const error = {
    code,
    message: `No: ${code}.`,
    help: 'https://help.example/',
    innererror: { code, ...innererror },
  }
  return json({ error }, status, headers)
}

export const lost = new TypeError('fetch failed', { cause: new Error('the line was cut') })
