import { actDoor } from '../operations.ts'

export const operationsResume = actDoor('resume', 'Lets a paused operation go on from where it stopped.')
