import { runAsChild } from '../child.ts'
import { startTraces } from './start-traces.ts'

await runAsChild(startTraces)
