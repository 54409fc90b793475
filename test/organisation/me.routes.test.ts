import { expect, test } from 'vitest'
import { simulatedApp } from '../support/simulated/app.ts'

test('everybody can read how their organisation wants licences to be asked for, before they ask', async () => {
  const message = 'Ask at https://intranet.example/licences.'
  for (const ownRequestMessage of [message, null]) {
    const at = simulatedApp({ ownRequestMessage })
    await at.open()
    const { body } = await (await at.person('Mia')).ask('organisation-me')
    const organization = body['organization'] as Record<string, unknown>
    expect(organization['ownRequestMessage']).toBe(ownRequestMessage ?? undefined)
  }
})
