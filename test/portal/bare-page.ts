import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
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
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://portal')
    if (pathname === '/') {
      response.writeHead(302, { location: '/app/' }).end()
    } else if (pathname.startsWith('/app/assets/')) {
      const script = await readFile(join(folder, pathname))
      response.writeHead(200, { ...shared, 'content-type': 'text/javascript' }).end(script)
    } else {
      const signedIn = pathname === '/app/signed-in.html'
      response.writeHead(200, {
        ...shared,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy(options, signedIn ? "'self'" : "'none'"),
        ...(signedIn ? {} : { 'cross-origin-opener-policy': 'same-origin' }),
      })
      response.end(page(signedIn ? 'signed-in' : 'page'))
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

const page = (script: string) =>
  `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Page</title><output></output><div id="place"></div><script type="module" src="/app/assets/${script}.js"></script></html>`

const shared = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

const policy = (at: { readonly signIn?: string; readonly cards?: string }, frameAncestors: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; font-src 'self'; connect-src 'self' ${at.signIn ?? ''}; frame-src 'self' ${at.signIn ?? ''} ${at.cards ?? ''}; form-action 'none'; base-uri 'none'; frame-ancestors ${frameAncestors}; require-trusted-types-for 'script'`
