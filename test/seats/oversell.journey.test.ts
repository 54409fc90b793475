import { expect, test } from 'vitest'
import { askedAgain } from '../support/clients/asked-again.ts'
import { anOrganisation, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  type Operation,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

const perSource = 30
const assigning = 50
const accepted = ['202', '409 NotEnoughLicenses']

/** Fewer seats than the two moves and the fifty assigns want together, and enough for some of each. */
test.each([40, 70, 109])(
  'R073: two moves and fifty assigns at once share %i licences, and none is given twice or lost',
  async (seats) => {
    const { globalAdmin, billingAdmin, members, add } = await anOrganisation({ members: 2 * perSource })
    const groups = [members.slice(0, perSource), members.slice(perSource)]
    const strangers: readonly Person[] = await add(
      ...Array.from({ length: assigning }, (_, index) => ({ displayName: `Stranger ${index + 1}` })),
    )
    const sources = await Promise.all(groups.map((group) => aSource(globalAdmin, group)))
    const target = await buyCentrally(globalAdmin, { totalLicenses: seats })

    const [moves, assigns] = await Promise.all([
      Promise.all(
        sources.map(({ id, etag }, index) =>
          (index === 0 ? globalAdmin : billingAdmin).post<Operation>(
            `subscriptions/${id}/moveUsers`,
            { targetSubscriptionId: target.id, confirm: true },
            { headers: { 'if-match': etag } },
          ),
        ),
      ),
      Promise.all(
        strangers.map(({ id }) =>
          askedAgain(() => globalAdmin.post(`subscriptions/${target.id}/assignments`, { userIds: [id] })),
        ),
      ),
    ])

    for (const move of moves) expect(accepted).toContain(said(move))
    const started = moves.filter(({ status }) => status === 202)
    for (const { body } of started) {
      const operation = await ended(globalAdmin, body)
      expect(operation).toMatchObject({ status: 'Succeeded', progress: { succeeded: perSource } })
    }
    for (const answer of assigns) expect(['200', '409 NotEnoughLicenses']).toContain(said(answer))
    const served = strangers.filter((_, index) => assigns[index]?.status === 200)

    const expected = [
      ...served,
      ...groups.filter((_, index) => moves[index]?.status === 202).flatMap((group) => [...group]),
    ]
    const after = await read(globalAdmin, target)
    expect(await holders(globalAdmin, target)).toEqual(expected.map(({ id }) => id).sort())
    expect(after).toMatchObject({
      totalLicenses: seats,
      assignedLicenses: expected.length,
      reservedLicenses: 0,
      availableLicenses: seats - expected.length,
    })
    // Whoever was refused could not have been served: for one more assign, or one more move, there is no room.
    if (served.length < assigning) expect(after.availableLicenses).toBe(0)
    if (started.length < sources.length) expect(after.availableLicenses).toBeLessThan(perSource)
  },
)

async function aSource(admin: Person, group: readonly Person[]) {
  const [purchaser] = group
  if (!purchaser) throw new Error('A group has people.')
  const bought = await buy(purchaser, { totalLicenses: group.length })
  await assign(purchaser, bought, group)
  return takeControl(admin, bought)
}
