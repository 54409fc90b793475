import { beforeEach, describe, expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Mailer } from '#core/ports/mailer.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { mailJob } from '#functions/mail/jobs.ts'
import { aMail, early, tenantId } from '../support/builders.ts'
import { type SimulatedServices, simulatedServices } from '../support/simulated/services.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A mail server that takes so many mails an hour, and asks for the others later, as Azure's does. */
function thriftyServer(mailsAnHour: number) {
  const taken: number[] = []
  let asked = 0
  const mailerAt = (nowMs: () => number): Mailer => ({
    async send() {
      asked++
      const lately = taken.filter((at) => at > nowMs() - hourMs)
      if (lately.length >= mailsAnHour)
        return { postponed: '452 4.5.127 <bea@example.com> Excessive message rate' }
      taken.push(nowMs())
      return { sent: true }
    },
  })
  return { mailerAt, taken, asked: () => asked }
}

let passedMs: number
let logged: string[]
const nowMs = () => Date.parse(early) + passedMs
beforeEach(() => {
  passedMs = 0
  logged = []
})

async function withMails(count: number, mailer: Mailer): Promise<SimulatedServices> {
  const bare = simulatedServices({ nowMs, mailer })
  const log = (_level: unknown, line: string) => logged.push(line)
  const simulated = { ...bare, services: { ...bare.services, log } }
  for (let n = 0; n < count; n++) {
    const mail = aMail({ id: documentId.mail(`${n}`) })
    const body = { kind: 'mail', tenantId: mail.tenantId, mailId: mail.id, attempt: 0 }
    await simulated.services.documents.commit(mail.tenantId, [{ kind: 'create', document: mail }])
    await mailJob.handle(simulated.services, 'send-email', body, 1)
  }
  return simulated
}

function statesOf({ documents }: SimulatedServices): string[] {
  return documents.all(tenantId(1)).flatMap((one) => (one.type === 'mail' ? [one.state] : []))
}

/** Works on all messages of the queue as they become visible, with a sweep every half minute. */
async function goOnFor(simulated: SimulatedServices, ms: number) {
  const faults: unknown[] = []
  let messages = 0
  for (const until = passedMs + ms; passedMs < until; passedMs += 30_000) {
    await sweep(simulated.services)
    for (;;) {
      const delivery = simulated.messages.takeNext('send-email')
      if (!delivery) break
      messages++
      try {
        const { body } = delivery.message
        await mailJob.handle(simulated.services, delivery.queue, body, delivery.deliveryCount)
        simulated.messages.complete(delivery)
      } catch (fault) {
        faults.push(fault)
        simulated.messages.abandon(delivery)
      }
    }
  }
  return { faults, messages }
}

describe('a mail that the server wants later', () => {
  test('makes nobody ask more than a dozen times in half a day, however many sweeps look', async () => {
    const server = thriftyServer(0)
    const simulated = await withMails(1, server.mailerAt(nowMs))
    const { faults, messages } = await goOnFor(simulated, 12 * hourMs)
    expect(faults).toEqual([])
    expect(server.asked()).toBeGreaterThan(10)
    expect(server.asked()).toBeLessThan(20)
    expect(messages).toBeLessThan(40)
    expect(logged[0]).toBe('A mail is postponed for 60000 ms (452 4.5.127).')
    expect(logged.join()).not.toContain('bea@example.com')
    expect(statesOf(simulated)).toEqual(['queued'])
  })

  test('goes out in the end, and so do fifty others, where the server takes ten an hour', async () => {
    const server = thriftyServer(10)
    const simulated = await withMails(50, server.mailerAt(nowMs))
    expect(server.taken).toHaveLength(10)
    expect((await goOnFor(simulated, 7 * hourMs)).faults).toEqual([])
    expect(server.taken).toHaveLength(50)
    expect(statesOf(simulated)).toEqual(Array(50).fill('sent'))
  })

  test('is a dead letter when that goes on for more than two days', async () => {
    const server = thriftyServer(0)
    const simulated = await withMails(1, server.mailerAt(nowMs))
    const { faults } = await goOnFor(simulated, 51 * hourMs)
    expect(faults.length).toBeGreaterThan(0)
    expect(faults[0]).toBeInstanceOf(Unavailable)
    expect((await simulated.services.deadLetters.page('send-email', { size: 10 })).letters).toHaveLength(1)
    expect(statesOf(simulated)).toEqual(['failed'])
  })

  test('is waited for as patiently when its dead letter is put back days later', async () => {
    const simulated = await withMails(1, thriftyServer(0).mailerAt(nowMs))
    const { id } = aMail({ id: documentId.mail('0') })
    await simulated.services.documents.commit(tenantId(1), [{ kind: 'patch', id, set: { state: 'failed' } }])
    const again = { kind: 'mail', tenantId: tenantId(1), mailId: id, attempt: 10 }
    passedMs = 49 * hourMs
    await expect(mailJob.handle(simulated.services, 'send-email', again, 1)).rejects.toThrow('for too long')
    expect(statesOf(simulated)).toEqual(['failed'])
    passedMs = 120 * hourMs
    await mailJob.handle(simulated.services, 'send-email', again, 1)
    expect(statesOf(simulated)).toEqual(['queued'])
    expect((await goOnFor(simulated, 5 * hourMs)).faults).toEqual([])
  })
})
