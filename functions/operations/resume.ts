import { commandRoute } from './command.ts'

export const route = commandRoute('resume', 'Lets a paused operation go on from where it stopped.')
