import { app } from '@azure/functions'

let overlapping = 0
let byHand = 0

app.timer('every-second', {
  schedule: '%EVERY_SECOND%',
  handler: (timer) => console.log(`tick ${JSON.stringify(timer)}`),
})
app.timer('slow', {
  schedule: '00:00:00.100',
  handler: async () => {
    overlapping++
    await new Promise((resolve) => setTimeout(resolve, 250))
    console.log(`slow ${overlapping}`)
    overlapping--
  },
})
app.timer('by-hand', {
  schedule: '0 0 0 1 1 *',
  handler: async (timer) => {
    byHand++
    console.log(`hand begins ${JSON.stringify(timer)}`)
    await new Promise((resolve) => setTimeout(resolve, 150))
    console.log(`hand ends ${byHand}`)
    byHand--
  },
})
app.timer('at-start', {
  schedule: '0 0 0 1 1 *',
  runOnStartup: true,
  handler: (timer) => console.log(`start ${JSON.stringify(timer)}`),
})
app.timer('fails', {
  schedule: '* * * * * *',
  handler: () => {
    throw new Error('no luck')
  },
})
