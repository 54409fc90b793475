import { loadApp } from '#local/stand-ins/functions-host/load-app.ts'

/** `node list-functions.ts ENTRY`: the names of the functions that an app registers, as JSON, in a process of its own. */
const { functions } = await loadApp(process.argv[2] ?? '')
console.log(JSON.stringify(functions.map(({ metadata }) => metadata.name)))
process.exit(0)
