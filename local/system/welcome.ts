import { apiVersion } from './api-client.ts'
import { inWords } from './product-clock.ts'
import type { Ready } from './ready-file.ts'
import { stateFolderDefault } from './state-folder.ts'

/** The one table that `npm start` prints: where everything is, and what to try next. */
export function welcome(ready: Ready, state: string, startMs: number, offsetMs: number): string {
  const rows = [
    ['Portal', ready.portal, 'what people see: buy, give licences, take over; sign in as any of them'],
    ['API', ready.api, 'for curl, scripts and front ends'],
    ['Docs', ready.docs, 'every call, with its shapes; try them there'],
    ['Sign-in', ready.signIn, `the ${ready.personas.length} people you can be, with their tokens`],
    ['Mailbox', ready.mailbox, 'every mail that was sent'],
    ['Traces', ready.traces, 'what each request and its work did, how long it took, and the metrics'],
    ['Operations', `${ready.api}/ops/operations`, 'what runs, waits and failed; for an operator’s token'],
  ] as const
  const width = Math.max(...rows.map(([, address]) => address.length))
  const lines = rows.map(([what, address, why]) => `  ${what.padEnd(10)}  ${address.padEnd(width)}  ${why}`)
  const purchaser = ready.personas.find(({ role }) => role === 'purchaser') ?? ready.personas[0]
  const path = `/tenants/${purchaser?.tenantId}/subscriptions?api-version=${apiVersion}`
  return [
    `Seatwarden is ready after ${(startMs / 1_000).toFixed(1)} s. Ctrl-C stops it; what it keeps, and its logs, are in ${state}.`,
    '',
    ...lines,
    '',
    ...(offsetMs === 0
      ? []
      : [`Its time is ${inWords(offsetMs)} this machine’s; "npm run time -- reset" puts it back.`, '']),
    'Next, in another terminal and this folder:',
    ...(state === stateFolderDefault ? [] : [`  export SEATWARDEN_STATE='${state}'`]),
    '  npm run demo     buys, refuses, takes over, moves 100,000 users and loses a worker on the way',
    `  curl -H "Authorization: Bearer $(npm run --silent token -- ${purchaser?.id})" "${ready.api}${path}"`,
  ].join('\n')
}
