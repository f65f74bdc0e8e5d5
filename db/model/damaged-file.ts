/** A file of the data folder is not as it was written. The message names the file and says what is wrong with it. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
}
