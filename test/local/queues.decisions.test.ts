import { expect, test } from 'vitest'
import { appSettings } from '#local/system/app-settings.ts'
import { type Ports, portNames } from '#local/system/ports.ts'
import { processPlans } from '#local/system/processes.ts'

const ports = Object.fromEntries(portNames.map((name, at) => [name, 7_000 + at])) as Ports

test.each([
  ['five', {}],
  ['as many as local.settings.json says', { MAX_DELIVERY_COUNT: '7' }],
])('the queues of one machine deliver a message as often as the jobs count on: %s', (_, own) => {
  const settings = { ...appSettings(ports), ...own }
  const plans = processPlans('state', ports, settings)
  const broker = plans.find(({ name }) => name === 'service-bus')
  const told = Number(settings.MAX_DELIVERY_COUNT)
  expect(told).toBe('MAX_DELIVERY_COUNT' in own ? 7 : 5)
  expect(broker?.options).toMatchObject({ maxDeliveryCount: told })
})
