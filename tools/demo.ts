import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { builtApp } from '#local/system/function-app.ts'
import { cancel, readMail, showDeadLetter } from './demo/aftermath.ts'
import { beRefused, buyAndAssign } from './demo/buying.ts'
import { moveAndLoseWorker } from './demo/move.ts'
import { findStage, type Stage } from './demo/stage.ts'
import { openStory } from './demo/story.ts'
import { takeOver } from './demo/take-over.ts'
import { run } from './run.ts'

/**
 * `npm run demo [-- --dist]`: the main job over HTTP with real tokens, a killed worker included. It plays on the system
 * that runs here, or starts one of its own and stops it again; with --dist one that runs a fresh build. Ends with 0 when
 * all of it went as told.
 */
const story = openStory((line) => console.log(line))
const startedMs = Date.now()
const { values } = parseArgs({ options: { dist: { type: 'boolean' } } })
const dist = values.dist ? mkdtempSync(join(tmpdir(), 'seatwarden-dist-')) : undefined
let stage: Stage | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => Promise.resolve(stage?.close()).finally(() => process.exit(1)))
}
try {
  stage = await findStage(dist === undefined ? undefined : await buildInto(dist))
  console.log(
    stage.isOwn
      ? 'The demo has started a system of its own; it goes away at the end.'
      : `The demo plays on the system at ${stage.ready().api}.`,
  )
  await play(stage)
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  await stage?.close()
  if (dist !== undefined) rmSync(dist, { recursive: true, force: true })
}

async function buildInto(folder: string) {
  await run('build', [join(import.meta.dirname, 'build.ts'), '--out', folder])
  return builtApp(folder)
}

async function play(stage: Stage): Promise<void> {
  const bought = await buyAndAssign(stage, story)
  const codes = await beRefused(stage, story)
  const since = new Date()
  const move = await takeOver(stage, story)
  const { operation, deliveryCount, seconds } = await moveAndLoseWorker(stage, story, move)
  await readMail(stage, story, move.mail, since)
  await cancel(stage, story, bought)
  await showDeadLetter(stage, story)
  const { succeeded, skipped, failed } = operation.progress
  story.summary([
    `bought and shared without IT; refused for ${codes.join(' and ')}`,
    `${succeeded} users moved, ${skipped} skipped, ${failed} failed, in ${seconds.toFixed(1)} s, over a killed worker (delivery ${deliveryCount})`,
    'one mail for the move, one for the cancel',
    'a bad message put aside, explained, tried again and dropped',
    `${((Date.now() - startedMs) / 1_000).toFixed(1)} s in all. The docs to go on with: ${stage.isOwn ? 'npm start, then /docs' : stage.ready().docs}`,
  ])
}
