import { runAsChild } from '../child.ts'
import { startMailbox } from './start-mailbox.ts'

await runAsChild(startMailbox)
