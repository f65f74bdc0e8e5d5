/** S3 versioning in memory, as the User Guide tells it: what the property test holds the server against. */
export type Status = 'Off' | 'Enabled' | 'Suspended'

export interface ModelVersion {
  /** `null`, or a number of our own that stands for the id the server gave. */
  readonly id: string
  /** Undefined for a delete marker. */
  readonly body: string | undefined
}

export class VersioningModel {
  status: Status = 'Off'
  /** Newest first. */
  readonly #keys = new Map<string, ModelVersion[]>()

  put(key: string, body: string, newId: string): string {
    return this.#add(key, { id: this.status === 'Enabled' ? newId : 'null', body })
  }

  /** @returns the id of the delete marker, if one was made */
  remove(key: string, newId: string): string | undefined {
    if (this.status === 'Off') {
      this.#keys.delete(key)
      return undefined
    }
    return this.#add(key, { id: this.status === 'Enabled' ? newId : 'null', body: undefined })
  }

  removeVersion(key: string, id: string): void {
    const left = this.versions(key).filter((version) => version.id !== id)
    if (left.length === 0) this.#keys.delete(key)
    else this.#keys.set(key, left)
  }

  current(key: string): ModelVersion | undefined {
    return this.versions(key)[0]
  }

  versions(key: string): readonly ModelVersion[] {
    return this.#keys.get(key) ?? []
  }

  /** As a listing shows them, objects and delete markers apart: `key id body`, the current one with a star. */
  listing(): { readonly objects: readonly string[]; readonly markers: readonly string[] } {
    const all = [...this.#keys.keys()].toSorted().flatMap((key) =>
      this.versions(key).map(({ id, body }, index) => ({
        body,
        line: `${key} ${id} ${body}${index === 0 ? '*' : ''}`,
      })),
    )
    return {
      objects: all.filter(({ body }) => body !== undefined).map(({ line }) => line),
      markers: all.filter(({ body }) => body === undefined).map(({ line }) => line),
    }
  }

  #add(key: string, version: ModelVersion): string {
    const others = this.versions(key).filter(({ id }) => version.id !== 'null' || id !== 'null')
    this.#keys.set(key, [version, ...others])
    return version.id
  }
}
