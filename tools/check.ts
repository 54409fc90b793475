import { run } from './run.ts'

/** `npm run check`: types and rooms by the compiler, lint, format and import rules by Biome. */
const failed = [
  await run('types and rooms', ['node_modules/typescript/bin/tsc', '-b']),
  await run('lint, format, import rules', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']),
].filter((ok) => !ok).length

process.exit(failed === 0 ? 0 : 1)
