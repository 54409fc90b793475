import { brokenImports } from './rules/import-rules.ts'
import { run } from './run.ts'

const rooms = ['core', 'infra', 'functions', 'local', 'test', 'tools']

/** `npm run check`: types by the compiler, lint and format by Biome, who may import whom by dependency-cruiser. */
const results = [
  await run('types', ['node_modules/typescript/bin/tsc', '-b']),
  await run('lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']),
  await imports(),
]

process.exit(results.every((ok) => ok) ? 0 : 1)

async function imports(): Promise<boolean> {
  const broken = await brokenImports(process.cwd(), rooms)
  console.log(broken ?? 'imports: passed')
  return broken === undefined
}
