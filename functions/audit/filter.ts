import * as z from 'zod'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { givenInstant, guid } from '../http/shapes.ts'

/** A whole day, or a moment. */
const timeShape = z.union([z.iso.date(), givenInstant])

export const filterShape = {
  from: timeShape
    .optional()
    .describe('A moment, or the first day, UTC; from the beginning of the audit trail when absent'),
  to: timeShape
    .optional()
    .describe('A moment, itself included, or the last day, UTC; up to the newest when absent'),
  actor: z
    .string()
    .min(1)
    .max(100)
    .toLowerCase()
    .optional()
    .describe('Who did it: an object id, or `seatwarden` for what time does'),
  action: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('What was done, such as `subscription.cancelled`; `access.revoked` for one row a user'),
  subscriptionId: guid.optional().describe('What it was done to'),
}

/** What is wanted of the audit trail; of both times the moments themselves too. */
export interface Filter {
  readonly from: Instant | undefined
  readonly to: Instant | undefined
  readonly actor: string | undefined
  readonly action: string | undefined
  readonly subscriptionId: string | undefined
}

const query = z.object(filterShape)

/** The filter that a query asks for; refused where it ends before it begins. */
export function filterOf({
  from,
  to,
  actor,
  action,
  subscriptionId,
}: z.output<typeof query>): Filter | RefusalOf<'InvalidRequest'> {
  const filter = {
    from: from === undefined ? undefined : momentOf(from, 'T00:00:00.000Z'),
    to: to === undefined ? undefined : momentOf(to, 'T23:59:59.999Z'),
    actor,
    action,
    subscriptionId,
  }
  if (filter.from !== undefined && filter.to !== undefined && filter.from > filter.to) {
    return refuse(
      'InvalidRequest',
      { problems: [{ target: 'from', is: 'rangeBackwards' }] },
      { target: 'from' },
    )
  }
  return filter
}

function momentOf(time: string, ofDay: string): Instant {
  return (time.includes('T') ? time : `${time}${ofDay}`) as Instant
}
