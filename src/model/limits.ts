/**
 * Fixed limits on the input. They do not depend on the machine, so a tree that is read in one place is read in every
 * place. Generous for real manifests (etcd refuses objects over 1.5 MiB), small enough for a hostile file to be harmless.
 */
export const limits = {
  /** Bytes of one file. */
  fileBytes: 16 * 1024 * 1024,
  /** Files of one render. */
  files: 100_000,
  /** Bytes of all files of one render. */
  totalBytes: 512 * 1024 * 1024,
  /** UTF-16 units of one YAML document, or of one JSON file. */
  documentUnits: 3 * 1024 * 1024,
  /** Line breaks, commas, colons, question marks and brackets of one document: more than the nodes it can have. */
  documentMarks: 500_000,
  /** Documents of one file, empty ones included. */
  documents: 10_000,
  /** Maps and lists inside one another, aliases followed. */
  depth: 100,
  /** Keys of one map, merged ones included. */
  keys: 20_000,
  /** UTF-16 units of one key; Kubernetes' own reader refuses longer ones, too. */
  keyUnits: 1024,
  /** Aliases of one document. */
  aliases: 1000,
  /** Nodes of a document with its aliases followed: at most this many times the nodes written ... */
  expansionFactor: 10,
  /** ... plus this many. */
  expansionNodes: 10_000,
  /** UTF-16 units of one scalar as it is written. */
  scalarUnits: 1024 * 1024,
  /** Errors told of one file; the file is not read further after them. */
  errorsPerFile: 20,
  /** Warnings told of one file; the rest is counted. */
  warningsPerFile: 20,
} as const
