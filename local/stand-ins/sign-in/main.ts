import { runAsChild } from '../child.ts'
import { startSignIn } from './start-sign-in.ts'

await runAsChild(startSignIn)
