/** Less is not worth it. */
const LEAST_BYTES = 16_384

/**
 * The memory of a piece that has it for itself, so that it can be given back as soon as the piece has been used. Left to
 * the garbage collector, the memory of large bodies grows by tens of megabytes before it looks, and keeps its threads busy.
 */
export function ownMemory({ buffer, byteLength }: Uint8Array): ArrayBuffer | undefined {
  const own = byteLength >= LEAST_BYTES && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer
  return own ? buffer : undefined
}
