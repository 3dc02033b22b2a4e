import { severityOf } from '../../src/diagnostics/diagnostic.ts'
import type { Json } from '../../src/model/json.ts'
import { parse } from '../../src/yaml/parse.ts'

/** One YAML document, as the command reads kubeconfigs. */
export function parseOne(text: string): Json | undefined {
  let sound = true
  const documents = parse({ path: 'kubeconfig', text }, ({ code }) => {
    sound &&= severityOf(code) !== 'error'
  })
  return sound && documents.length === 1 ? documents[0]?.value : undefined
}
