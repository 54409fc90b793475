import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { headersOf } from '#functions/portal/headers.ts'
import { projectRoot } from '#local/system/state-folder.ts'

/**
 * A page of one part of the portal and nothing else, under the headers that the portal is served with. `script` finds
 * that part below `portal/`, and an element `output` for what it says.
 */
export async function serveBarePage(options: {
  readonly script: string
  readonly signIn?: string
  readonly cards?: string
}): Promise<{ origin: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bare-page-'))
  await writeFile(join(folder, 'page.tsx'), options.script)
  await build({
    entryPoints: {
      page: join(folder, 'page.tsx'),
      'signed-in': join(projectRoot, 'portal/sign-in/signed-in.ts'),
    },
    outdir: join(folder, 'app/assets'),
    absWorkingDir: projectRoot,
    nodePaths: [join(projectRoot, 'node_modules')],
    alias: { portal: join(projectRoot, 'portal') },
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    keepNames: true,
  })
  const { signIn = nobody, cards = nobody } = options
  const facts = {
    portal: { clientId: '', authority: signIn, scope: '', cardFieldsUrl: cards },
    publicBaseUrl: 'http://127.0.0.1',
  }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://portal')
    if (pathname === '/') {
      response.writeHead(302, { location: '/app/' }).end()
    } else if (pathname.startsWith('/app/assets/')) {
      const script = await readFile(join(folder, pathname))
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    } else {
      const name = pathname === '/app/signed-in.html' ? 'signed-in.html' : 'index.html'
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headersOf(name, facts) })
      response.end(page(name === 'signed-in.html' ? 'signed-in' : 'page'))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Nobody listens there. */
const nobody = 'http://127.0.0.1:9'

const page = (script: string) =>
  `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Page</title><output></output><div id="place"></div><script type="module" src="/app/assets/${script}.js"></script></html>`
