import { runAsChild } from '../child.ts'
import { startFunctionsHost } from './host.ts'

await runAsChild(startFunctionsHost)
