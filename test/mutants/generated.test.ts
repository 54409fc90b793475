import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

test('whatever is taken away of the decisions and their conditions, a fast test notices', {
  timeout: 120_000,
}, async () => {
  const child = spawn(process.execPath, ['tools/mutants.ts'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  await new Promise((resolve) => child.once('close', resolve))
  expect(said.split('\n').filter((line) => line.includes('WRONG'))).toEqual([])
  expect(said).toMatch(/taken away in turn: 0 wrong/)
})
