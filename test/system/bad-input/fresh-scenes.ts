import type { Endpoint } from './api.ts'
import type { Scene } from './bad-class.ts'
import { aScene } from './scene.ts'

/**
 * Scenes for calls that end something, or change it for good: of each of these kinds one call a scene, so that each
 * finds what it is about as it was made, and few scenes are made.
 */
const kinds = [
  /\/operations\//,
  /\/licenseRequests/,
  /\/subscriptions\/(?:\{id\}\/(?:cancel|requestCancellation|moveUsers)|consolidate)$/,
  /\/cancelSubscription$/,
  /^\/support\/.*(?<!\/cancelSubscription)$/,
  /\/orders\/.*\/complete$/,
  /\/workItems\/.*\/complete$/,
  /^\/(?:v1|v1\.0|fd)\//,
]

export function freshScenes(): (endpoint: Endpoint) => Promise<Scene> {
  const scenes: Promise<Scene>[] = []
  const usedBy = new Map<RegExp, number>()
  return ({ path }) => {
    const kind = kinds.find((one) => one.test(path))
    if (!kind) throw new Error(`What does ${path} end?`)
    const at = usedBy.get(kind) ?? 0
    usedBy.set(kind, at + 1)
    scenes[at] ??= aScene()
    return scenes[at]
  }
}
