import { S3Error } from '../../../db/model/s3-error.ts'

/** Reads a stream of bytes up to marks in it, however the stream is cut. */
export interface ByteReader {
  /**
   * The bytes before the next mark, which is passed over.
   * @throws S3Error `MalformedPOSTRequest` when there is none, or not within so many bytes
   */
  readUntil(mark: Uint8Array, most: number): Promise<Buffer>
  /** The same without a limit, a piece at a time. */
  piecesUntil(mark: Uint8Array): AsyncGenerator<Uint8Array, void, void>
  /** The next so many bytes. */
  read(count: number): Promise<Buffer>
}

export function createByteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  const more = async (): Promise<boolean> => {
    const next = await chunks.next()
    if (next.done === true) return false
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value])
    return true
  }
  const take = (count: number): Buffer => {
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }

  return {
    async readUntil(mark, most) {
      for (;;) {
        const at = held.indexOf(mark)
        if (at >= 0 && at <= most) {
          const before = take(at)
          take(mark.length)
          return before
        }
        if (held.length > most + mark.length || !(await more())) throw malformed()
      }
    },
    async *piecesUntil(mark) {
      for (;;) {
        const at = held.indexOf(mark)
        if (at >= 0) {
          if (at > 0) yield take(at)
          take(mark.length)
          return
        }
        // The mark may have begun in the last bytes.
        const safe = held.length - mark.length + 1
        if (safe > 0) yield take(safe)
        if (!(await more())) throw malformed()
      }
    },
    async read(count) {
      while (held.length < count) if (!(await more())) throw malformed()
      return take(count)
    },
  }
}

function malformed(): S3Error {
  return new S3Error('MalformedPOSTRequest')
}
