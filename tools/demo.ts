import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { builtApp } from '#local/system/function-app.ts'
import { cancel, readMail, showDeadLetter } from './demo/aftermath.ts'
import { beRefused, buyAndAssign } from './demo/buying.ts'
import { moveAllAndLoseWorker, watchMoveOfSome } from './demo/move.ts'
import { findStage, ownStage, type Stage } from './demo/stage.ts'
import { openStory } from './demo/story.ts'
import { count, startMoveOfAll, startMoveOfSome, takeOver } from './demo/take-over.ts'
import { liveThroughAYear } from './demo/year.ts'
import { run } from './run.ts'

/**
 * `npm run demo [-- --dist --users 100000]`: the main job over HTTP with real tokens, a killed worker included. It plays
 * on the system that runs here, or starts one of its own and stops it again; with --dist one that runs a fresh build. Ends
 * with 0 when all of it went as told.
 */
const usage =
  'npm run demo [-- --dist --users 100000]: from 20000 to 1000000 users; npm run demo -- --browser [--visible]'
/** Fewer are compared at one look, and leave no middle to kill in. */
const [usersMin, usersMax] = [20_000, 1_000_000]
const chosenUsers = 2_000
const story = openStory((line) => console.log(line))
const startedMs = Date.now()
const { users, withBuild, browser, visible } = readOptions()
const dist = withBuild ? mkdtempSync(join(tmpdir(), 'seatwarden-dist-')) : undefined
const stages: Stage[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => tidyUp().finally(() => process.exit(1)))
}
try {
  const stage = await findStage(dist === undefined ? undefined : await buildInto(dist))
  stages.push(stage)
  console.log(
    stage.isOwn
      ? 'The demo has started a system of its own; it goes away at the end.'
      : `The demo plays on the system at ${stage.ready().api}.`,
  )
  if (browser) await playInPortal(stage)
  else await play(stage)
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  await tidyUp()
}

/** Nothing of what it started is left. */
async function tidyUp(): Promise<void> {
  for (const stage of stages.splice(0)) await stage.close()
  if (dist !== undefined) rmSync(dist, { recursive: true, force: true })
}

/** In the portal, as people do it; what draws it is loaded for this alone. */
async function playInPortal(stage: Stage): Promise<void> {
  const { playInBrowser } = await import('./browser/demo.ts')
  await playInBrowser(stage, visible, (line) => story.tell(line))
  console.log(`\nThe portal to go on with: ${stage.isOwn ? 'npm start, then /app/' : stage.ready().portal}`)
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        dist: { type: 'boolean', default: false },
        users: { type: 'string', default: '100000' },
        browser: { type: 'boolean', default: false },
        visible: { type: 'boolean', default: false },
      },
    })
    const users = Number(values.users)
    if (!Number.isInteger(users) || users < usersMin || users > usersMax)
      throw new Error(`--users takes a whole number; found "${values.users}".`)
    if (values.visible && !values.browser) throw new Error('--visible is for --browser.')
    return { users, withBuild: values.dist, browser: values.browser, visible: values.visible }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(usage)
    return process.exit(2)
  }
}

async function buildInto(folder: string) {
  await run('build', [join(import.meta.dirname, 'build.ts'), '--out', folder])
  return builtApp(folder)
}

async function play(stage: Stage): Promise<void> {
  const bought = await buyAndAssign(stage, story)
  const codes = await beRefused(stage, story)
  const takenOver = await takeOver(stage, story, users)
  const chosen = await startMoveOfSome(story, takenOver, chosenUsers)
  const some = await watchMoveOfSome(story, takenOver.admin, chosen)
  const since = new Date()
  const move = await startMoveOfAll(story, takenOver)
  const { operation, deliveryCount, seconds } = await moveAllAndLoseWorker(stage, story, move)
  await readMail(stage, story, move.mail, since)
  await cancel(stage, story, bought)
  await showDeadLetter(stage, story)
  const account = await liveThroughAYearApart()
  const { succeeded, skipped, failed } = operation.progress
  story.summary([
    `bought and shared without IT; refused for ${codes.join(' and ')}`,
    `${count(chosenUsers)} chosen users moved one by one in ${some.seconds.toFixed(1)} s`,
    `${count(succeeded)} moved at once, ${count(skipped)} skipped, ${failed} failed, in ${seconds.toFixed(1)} s, over a killed worker (delivery ${deliveryCount})`,
    'one mail for the move, one for the cancel',
    'a bad message put aside, explained, tried again and dropped',
    `a year of one subscription in ${account.seconds.toFixed(0)} s: ${account.invoices} invoices and credit notes, ${account.paid} in all, to the cent what the bank has`,
    `${((Date.now() - startedMs) / 1_000).toFixed(1)} s in all. The docs to go on with: ${stage.isOwn ? 'npm start, then /docs' : stage.ready().docs}`,
  ])
}

/** On a system of its own: whoever plays on theirs does not want its clock moved. */
async function liveThroughAYearApart() {
  const beganMs = Date.now()
  const apart = await ownStage(dist === undefined ? undefined : builtApp(dist))
  stages.push(apart)
  const account = await liveThroughAYear(apart, story)
  return { ...account, seconds: (Date.now() - beganMs) / 1_000 }
}
