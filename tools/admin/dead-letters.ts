import type { Command } from 'commander'
import type { paths } from '../../portal/api/schema.d.ts'
import { type Api, ok, pagesOf, type Schemas } from './client.ts'
import type { Run } from './context.ts'
import type { Column } from './print.ts'

type Letter = Schemas['DeadLetter']
type Queue = NonNullable<NonNullable<paths['/ops/deadLetters']['get']['parameters']['query']>['queue']>

/** As many as the service takes in one call. */
const lettersPerCall = 100

export function addDeadLetters(program: Command, run: Run): void {
  const group = program
    .command('dead-letters')
    .description('messages that no worker could finish, for operators')
  group
    .command('list')
    .description('why, and to which operation they belong')
    .option('--queue <queue>', 'of this queue only')
    .action(
      run(async ({ api, print }, { queue }: { readonly queue?: Queue }) => {
        await print.rows(listOf(api, queue), columns, 'There are no dead letters.')
      }),
    )
  group
    .command('resubmit')
    .description('puts one back on its queue')
    .argument('<queue>')
    .argument('<number>', 'as the list shows it')
    .action(
      run(async ({ api, print }, _options, queue: Queue, sequenceNumber: string) => {
        const answer = await ok(api.POST('/ops/deadLetters/resubmit', { body: { queue, sequenceNumber } }))
        await print.thing(answer, [['Resubmitted as', answer.messageId]])
      }),
    )
  group
    .command('resubmit-all')
    .description('puts all of a queue back that lie there now; those that die again stay for the next time')
    .argument('<queue>')
    .action(
      run(async ({ api, print, confirm }, _options, queue: Queue) => {
        const numbers: string[] = []
        for await (const page of listOf(api, queue))
          numbers.push(...page.map(({ sequenceNumber }) => sequenceNumber))
        if (numbers.length > 0) await confirm(`Resubmit ${numbers.length} of ${queue}?`)
        let resubmitted = 0
        for (let from = 0; from < numbers.length; from += lettersPerCall) {
          const sequenceNumbers = numbers.slice(from, from + lettersPerCall)
          const answer = await ok(
            api.POST('/ops/deadLetters/resubmitAll', { body: { queue, sequenceNumbers } }),
          )
          resubmitted += answer.resubmitted
        }
        await print.thing({ found: numbers.length, resubmitted }, [
          ['Found', numbers.length],
          ['Resubmitted', resubmitted],
        ])
      }),
    )
  group
    .command('drop')
    .description('gives one up; an operation that waits for it fails')
    .argument('<queue>')
    .argument('<number>', 'as the list shows it')
    .requiredOption('--reason <text>', 'for the audit trail')
    .action(
      run(
        async (
          { api, print, confirm },
          { reason }: { readonly reason: string },
          queue: Queue,
          sequenceNumber: string,
        ) => {
          await confirm(`Drop ${sequenceNumber} of ${queue}? An operation that waits for it fails.`)
          const body = { queue, sequenceNumber, reason }
          const answer = await ok(api.POST('/ops/deadLetters/drop', { body }))
          await print.thing(answer, [
            ['Dropped', sequenceNumber],
            ['Operation', answer.operationId],
            ['It is', answer.operationStatus],
          ])
        },
      ),
    )
}

function listOf(api: Api, queue: Queue | undefined) {
  return pagesOf((paging) =>
    api.GET('/ops/deadLetters', { params: { query: { ...(queue ? { queue } : {}), ...paging } } }),
  )
}

const columns: readonly Column<Letter>[] = [
  { title: 'QUEUE', of: ({ queue }) => queue },
  { title: 'NUMBER', of: ({ sequenceNumber }) => sequenceNumber, right: true },
  { title: 'TRIES', of: ({ deliveryCount }) => deliveryCount, right: true },
  { title: 'SENT', of: ({ enqueuedDateTime }) => enqueuedDateTime },
  { title: 'OPERATION', of: ({ operationId }) => operationId },
  { title: 'STATUS', of: ({ operationStatus }) => operationStatus },
  { title: 'WHY', of: ({ reason, poison, description }) => poison ?? `${reason} ${description}`.trim() },
]
