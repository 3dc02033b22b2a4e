import { corpus } from './corpus.ts'
import { readOne } from './read-one.ts'

// One case per process, so that its memory can be told from that of the others.
const hostile = corpus[Number(process.argv[2])]
if (hostile === undefined) console.log(JSON.stringify(corpus.map(({ name, code }) => ({ name, code: code ?? null }))))
else {
  const { codes, places, milliseconds } = readOne(hostile)
  const megabytes = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ codes, places, milliseconds, megabytes }))
}
